import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import Logging
import NotificationDomain
import Postgres
import Reactor
import Redis
import ServiceRuntime

/// The sockets of this loop, and the feeds they listen to. Confined to its loop.
///
/// Each loop has a subscriber of its own: a message arrives on the thread that owns the sockets, and nothing is shared between loops.
/// That costs one Redis connection a loop; a user with sockets on two loops is sent their messages twice, which is rare and small.
final class LiveHub: ClosableTask, @unchecked Sendable {  // loop-confined
    /// Positions asked for at once.
    private static let sweepSize = 1_000
    /// A message that was lost (a replica was killed between its commit and its PUBLISH) is noticed within this time.
    private static let sweepInterval = Duration.seconds(30)
    private static let retryPause = Duration.milliseconds(500)

    private let loop: EventLoop
    private let store: any InboxStore
    private let names: RedisNames
    private let commands: InboxCommands
    private let audit: AuditLog
    private let revoked: RevokedSessions
    private let clock: WallClock
    private let metrics: LiveMetrics
    private let counts: SocketCounts
    private let log: Logger
    private let tasks: LoopTasks
    private let sweeping: LoopSignal
    private let makeSubscriber: (LiveHub) -> RedisSubscriber
    private lazy var subscriber = makeSubscriber(self)
    private var feeds: [UserID: InboxFeed] = [:]
    private var channels: [String: InboxFeed] = [:]
    private var isOpen = true

    init(
        _ context: LoopContext, store: any InboxStore, commands: InboxCommands, audit: AuditLog, metrics: LiveMetrics,
        counts: SocketCounts
    ) {
        loop = context.loop
        self.store = store
        names = context.names
        self.commands = commands
        self.audit = audit
        revoked = context.revokedSessions
        clock = context.clock
        self.metrics = metrics
        self.counts = counts
        log = context.log
        tasks = LoopTasks(on: loop)
        sweeping = LoopSignal(on: loop)
        makeSubscriber = { hub in
            RedisSubscriber(
                context.process.settings.redis, on: context.loop, resolver: context.process.resolver, log: context.log,
                onMessage: { [weak hub] channel, payload in hub?.received(payload, on: channel) },
                onReady: { [weak hub] in hub?.sweeping.raise() })
        }
    }

    // MARK: Life

    var needsDatabase: Bool { false }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.subscriber.run() }
            group.addTask { await self.tasks.run() }
            await sweep()
        }
    }

    func close() {
        isOpen = false
        for feed in feeds.values { feed.close() }
        metrics.users.subtract(feeds.count)
        feeds = [:]
        channels = [:]
        tasks.close()
        subscriber.close()
        sweeping.raise()
    }

    /// Whether messages of other replicas and loops come through Redis.
    var isSubscribed: Bool { subscriber.isReady }
    var userCount: Int { feeds.count }
    func socketCount(of user: UserID) -> Int { feeds[user]?.socketCount ?? 0 }

    // MARK: Sockets

    /// A socket that has just been opened.
    func attach(_ connection: any LiveConnection, by act: Act, at start: LiveSocket.Start) {
        let person = act.person
        // The session may have been ended while the answer to the handshake was on its way.
        guard !revoked.contains(person.sessionID) else { return connection.close(.revoked) }
        guard isOpen, counts.admit(person.userID) else { return connection.close(.tryAgain) }
        let feed = feeds[person.userID] ?? openFeed(of: person.userID)
        let socket = LiveSocket(
            connection, by: act, on: feed, store: store, commands: commands, log: audit, tasks: tasks)
        feed.add(socket)
        metrics.sockets.add()
        socket.open(at: start, lifetime: lifetime(of: person)) { [self] in
            metrics.sockets.subtract()
            counts.release(person.userID)
            if feed.remove(socket) { closeFeed(feed) }
        }
    }

    /// Closes the sockets of a session that has been ended.
    func end(_ revocation: Revocation) { feeds[revocation.userID]?.end(revocation.sessionID) }

    /// A token past its end was let in by the tolerance for clocks, and lives as long as that tolerance.
    private func lifetime(of person: Principal) -> Duration {
        let left = person.expiresAt.milliseconds - clock.now()
        return .milliseconds(left > 0 ? left : max(0, left + AccessTokens.clockSkewSeconds * 1_000))
    }

    private func openFeed(of user: UserID) -> InboxFeed {
        let feed = InboxFeed(of: user, channel: names.inboxChannel(user), store: store, tasks: tasks, on: loop)
        feeds[user] = feed
        channels[feed.channel] = feed
        metrics.users.add()
        tasks.add { await self.begin(feed) }
        return feed
    }

    /// Subscribe first, then read the position: what happens in between is heard.
    private func begin(_ feed: InboxFeed) async {
        do throws(RedisError) {
            try await subscriber.subscribe(feed.channel)
        } catch {
            switch error {
            case .busy, .commandTooLarge:
                log.error("no room for another subscription", metadata: ["reason": "\(error)"])
                return abandon(feed)
            // Redis is away. The channel stays wanted; when it comes back the sweep finds what was missed.
            default: break
            }
        }
        do throws(PostgresError) {
            feed.begin(at: try await store.state(of: feed.user))
        } catch {
            abandon(feed)
        }
    }

    private func abandon(_ feed: InboxFeed) {
        closeFeed(feed)
        feed.fail()
    }

    private func closeFeed(_ feed: InboxFeed) {
        guard feed.isOpen, feeds[feed.user] === feed else { return }
        feed.close()
        feeds[feed.user] = nil
        metrics.users.subtract()
        channels[feed.channel] = nil
        subscriber.unsubscribe(feed.channel)
    }

    // MARK: Messages

    /// Takes changes of this process, directly.
    func deliver(_ messages: [AddressedMessage]) {
        guard !feeds.isEmpty else { return }
        for addressed in messages { feeds[addressed.user]?.receive(addressed.message) }
    }

    private func received(_ payload: [UInt8], on channel: String) {
        guard let feed = channels[channel] else { return }
        switch ChannelMessage(payload) {
        case .live(let message): feed.receive(message)
        case .head(let position): feed.advance(to: position)
        case nil:
            log.error("a message that is none of ours came through Redis", metadata: ["bytes": .stringConvertible(payload.count)])
        }
    }

    // MARK: The sweep

    /// Finds inboxes that have come further than we know: after each loss of Redis, and now and then.
    private func sweep() async {
        var pause = Self.sweepInterval
        while isOpen {
            _ = await sweeping.wait(atMost: pause)
            do throws(PostgresError) {
                try await lookAtAll()
                pause = Self.sweepInterval
            } catch {
                pause = Self.retryPause
            }
        }
    }

    private func lookAtAll() async throws(PostgresError) {
        let users = Array(feeds.keys)
        for start in stride(from: 0, to: users.count, by: Self.sweepSize) where isOpen {
            let some = Array(users[start..<min(start + Self.sweepSize, users.count)])
            for (user, position) in try await store.positions(of: some) { feeds[user]?.advance(to: position) }
        }
    }
}
