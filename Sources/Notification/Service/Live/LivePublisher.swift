import Contracts
import Hosting
import Logging
import NotificationDomain
import Reactor
import Redis
import ServiceRuntime

/// Tells the sockets of this process directly and all others through Redis, on a channel per user. Confined to its loop.
///
/// Messages that Redis did not take are not stored. When Redis is back, every user concerned is told how far the inbox has come, and the
/// listeners read the rest from the database.
final class LivePublisher: ChangePublisher, ClosableTask, @unchecked Sendable {  // loop-confined
    /// Users remembered while Redis is away; those beyond are found by the hubs' sweep.
    static let unheardLimit = 100_000
    private static let chunk = 1_000

    private let hubs: LiveHubs
    private let redis: RedisClient
    private let names: RedisNames
    private let metrics: LiveMetrics
    private let tasks: LoopTasks
    private var unheard: [UserID: Position] = [:]
    private var isRepeating = false

    init(_ redis: RedisClient, names: RedisNames, hubs: LiveHubs, metrics: LiveMetrics, on loop: EventLoop) {
        self.redis = redis
        self.names = names
        self.hubs = hubs
        self.metrics = metrics
        tasks = LoopTasks(on: loop)
        redis.onReady { [weak self] in self?.startRepeating() }
    }

    var needsDatabase: Bool { false }
    func run() async { await tasks.run() }
    func close() { tasks.close() }

    func publish(_ messages: [AddressedMessage]) {
        guard !messages.isEmpty else { return }
        metrics.published.add(messages.count)
        hubs.deliver(messages)
        guard redis.isReady else { return remember(messages) }
        tasks.add { await self.send(messages) }
    }

    private func send(_ messages: [AddressedMessage]) async {
        do throws(RedisError) {
            let commands = messages.map { publication(.live($0.message), to: $0.user) }
            for start in stride(from: 0, to: commands.count, by: Self.chunk) {
                _ = try await redis.pipeline(Array(commands[start..<min(start + Self.chunk, commands.count)]))
            }
        } catch {
            metrics.redisFailures.add()
            remember(messages)
            if redis.isReady { startRepeating() }
        }
    }

    private func publication(_ message: ChannelMessage, to user: UserID) -> [RedisArgument] {
        ["PUBLISH", .text(names.inboxChannel(user)), .bytes(message.payload)]
    }

    // MARK: What Redis did not take

    private func remember(_ messages: [AddressedMessage]) {
        for addressed in messages {
            guard unheard[addressed.user] != nil || unheard.count < Self.unheardLimit else {
                metrics.forgotten.add()
                continue
            }
            unheard[addressed.user] = max(unheard[addressed.user] ?? .start, addressed.message.position)
        }
    }

    private func startRepeating() {
        guard !unheard.isEmpty, !isRepeating else { return }
        isRepeating = true
        tasks.add {
            await self.tellUnheard()
            self.isRepeating = false
        }
    }

    /// Runs until all are told, or Redis is away again: then they stay remembered for the next connection.
    private func tellUnheard() async {
        do throws(RedisError) {
            while !unheard.isEmpty {
                let some = Array(unheard.prefix(Self.chunk))
                _ = try await redis.pipeline(some.map { publication(.head($0.value), to: $0.key) })
                for (user, position) in some where unheard[user] == position { unheard[user] = nil }
            }
        } catch {
            metrics.redisFailures.add()
        }
    }
}
