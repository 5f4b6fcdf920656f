import Access
import Contracts
import Hosting
import Logging
import Postgres
import Reactor
import Redis
import ServiceRuntime

/// Copies the revocations from the database into Redis: at the start, when Redis has come back, and now and then, in case some were lost
/// on the way (a process killed between its commit and its PUBLISH). Once a process, on loop 0.
final class RevocationRefill: ClosableTask, @unchecked Sendable {  // loop-confined
    private static let interval = Duration.seconds(30)
    private static let retryPause = Duration.milliseconds(250)
    private static let chunk = 1_000

    private let store: RevocationStore
    private let revocations: Revocations
    private let redis: RedisClient
    private let names: RedisNames
    private let clock: WallClock
    private let log: Logger
    private let wanted: LoopSignal
    /// The epoch of the connection to Redis that has been given everything.
    private var filledEpoch = 0
    private var isOpen = true

    init(_ store: RevocationStore, _ loop: LoopContext) {
        self.store = store
        revocations = loop.process.revocations
        redis = loop.redis
        names = loop.names
        clock = loop.clock
        log = loop.log
        wanted = LoopSignal(on: loop.loop)
        redis.onReady { [wanted] in wanted.raise() }
    }

    func run() async {
        while isOpen {
            var pause = Self.interval
            do {
                try await refill()
            } catch {
                log.debug("revocations could not be refilled", metadata: ["error": "\(error)"])
                pause = Self.retryPause
            }
            _ = await wanted.wait(atMost: pause)
        }
    }

    func close() {
        isOpen = false
        wanted.raise()
    }

    private func refill() async throws {
        let now = clock.instant
        let known = try await store.revocations(at: now)
        revocations.add(known)
        guard redis.isReady else { return }
        let epoch = redis.epoch
        var added = 0
        for start in stride(from: 0, to: known.count, by: Self.chunk) {
            let some = known[start..<min(start + Self.chunk, known.count)]
            let scored = some.flatMap { [RedisArgument.integer($0.until.seconds), .text($0.member)] }
            added += Int(try await redis.command(["ZADD", .text(names.revokedSessions)] + scored).int ?? 0)
        }
        _ = try await redis.command("ZREMRANGEBYSCORE", .text(names.revokedSessions), "-inf", .integer(now.seconds - 1))
        guard added > 0 || epoch != filledEpoch else { return }
        _ = try await redis.command("PUBLISH", .text(names.revocationsChannel), .bytes(RevocationMessage.reload.payload))
        filledEpoch = epoch
    }
}
