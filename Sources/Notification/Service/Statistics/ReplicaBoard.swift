import Contracts
import Hosting
import Reactor
import Redis
import ServiceRuntime

/// Where the replicas put their figures for each other: a hash in Redis, one field each. A field that is three intervals old belongs to a
/// replica that is gone. Without Redis each shows its own. Confined to its loop.
final class ReplicaBoard: ClosableTask, @unchecked Sendable {  // loop-confined
    private static let interval = Duration.seconds(5)
    private static let staleMilliseconds: Int64 = 15_000

    private let id: String
    private let redis: RedisClient
    private let key: RedisArgument
    private let clock: WallClock
    private let own: () -> ReplicaFigures
    private let stopping: LoopEvent

    /// `id`: of this process.
    init(
        _ id: String, redis: RedisClient, names: RedisNames, clock: WallClock, on loop: EventLoop,
        own: @escaping () -> ReplicaFigures
    ) {
        self.id = id
        self.redis = redis
        key = .text(names.replicas)
        self.clock = clock
        self.own = own
        stopping = LoopEvent(on: loop)
    }

    var needsDatabase: Bool { false }

    func run() async {
        repeat {
            redis.post(["HSET", key, .text(id), .bytes(own().encoded(at: clock.now()))])
        } while !(await stopping.wait(atMost: Self.interval))
        redis.post(["HDEL", key, .text(id)])
    }

    func close() { stopping.set() }

    /// The figures of all replicas together, this one's as they are now.
    func total() async -> ReplicaFigures {
        guard let answer = try? await redis.command("HGETALL", key), let words = answer.elements else { return own() }
        var total = own()
        for index in stride(from: 0, to: words.count - 1, by: 2) where words[index].text != id {
            guard let field = words[index].text, let (figures, at) = words[index + 1].bytes.flatMap(ReplicaFigures.decode) else {
                continue
            }
            if clock.now() - at < Self.staleMilliseconds {
                total = total + figures
            } else {
                redis.post(["HDEL", key, .text(field)])
            }
        }
        return total
    }
}
