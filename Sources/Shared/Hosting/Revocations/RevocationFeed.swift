import Access
package import Contracts
package import Logging
package import Reactor
package import Redis

/// Keeps a process' revocations up with Redis: it is told of each as it happens, and reads them all whenever it may have missed
/// some.
/// Once a process, on loop 0. While Redis is away what is known stays known, and sessions go on until their access tokens end.
package final class RevocationFeed: ClosableTask, @unchecked Sendable {  // loop-confined
    private static let pageSize = 5_000
    private static let retryPause = Duration.milliseconds(250)

    private let revocations: Revocations
    private let redis: RedisClient
    private let names: RedisNames
    private let log: Logger
    private let loading: LoopSignal
    private let makeSubscriber: (RevocationFeed) -> ChannelSubscriber
    private lazy var subscriber = makeSubscriber(self)
    private var isOpen = true
    /// All of Redis' set has been read since the last subscription began.
    package private(set) var isCurrent = false

    /// `redis`: the loop's client, which its owner runs; the subscription has a connection of its own, as `configuration` says.
    package init(
        _ revocations: Revocations, redis: RedisClient, subscription configuration: RedisConfiguration, names: RedisNames,
        on loop: EventLoop, resolver: Resolver, log: Logger
    ) {
        self.revocations = revocations
        self.redis = redis
        self.names = names
        self.log = log
        loading = LoopSignal(on: loop)
        makeSubscriber = { feed in
            ChannelSubscriber(
                names.revocationsChannel, configuration, on: loop, resolver: resolver, log: log,
                onMessage: { [weak feed] payload in feed?.receive(payload) },
                onReady: { [weak feed] in feed?.loading.raise() },
                onLost: { [weak feed] in feed?.isCurrent = false })
        }
        redis.onReady { [loading] in loading.raise() }
    }

    package var needsDatabase: Bool { false }

    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.subscriber.run() }
            await keepLoading()
        }
    }

    package func close() {
        isOpen = false
        subscriber.close()
        loading.raise()
    }

    private func receive(_ payload: [UInt8]) {
        switch RevocationMessage(payload) {
        case .revoked(let revoked): revocations.add(revoked)
        case .reload: loading.raise()
        case nil:
            log.error("a message that is none of ours came through Redis", metadata: ["bytes": .stringConvertible(payload.count)])
        }
    }

    /// Subscribe first, then read: what happens in between is heard.
    private func keepLoading() async {
        var pause: Duration?
        while isOpen {
            _ = await loading.wait(atMost: pause)
            pause = nil
            guard isOpen, subscriber.isReady, redis.isReady else { continue }
            do throws(RedisError) {
                try await load()
                isCurrent = subscriber.isReady
            } catch {
                pause = Self.retryPause
            }
        }
    }

    /// From the end: what is removed meanwhile has ended and stands at the beginning, so that no page skips an entry.
    private func load() async throws(RedisError) {
        var read = 0
        while true {
            let answer = try await redis.command(
                "ZREVRANGEBYSCORE", .text(names.revokedSessions), "+inf", "-inf", "WITHSCORES", "LIMIT", .integer(read),
                .integer(Self.pageSize))
            let words = answer.elements ?? []
            let page = stride(from: 0, to: words.count - 1, by: 2).compactMap { index in
                words[index].text.flatMap { member in words[index + 1].int.flatMap { Revocation(member: member, until: $0) } }
            }
            revocations.add(page)
            read += words.count / 2
            guard words.count == Self.pageSize * 2 else { return }
        }
    }
}
