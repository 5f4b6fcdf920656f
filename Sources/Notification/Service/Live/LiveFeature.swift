import Access
import Audit
import CoreHTTP
import Hosting
import Reactor
import Redis
import ServiceRuntime

/// Live sockets and streams: open pages are told of every change at once.
struct LiveFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let hubs = LiveHubs()
        let counts = SocketCounts()
        let metrics: LiveMetrics

        init(metrics: MetricsRegistry) { self.metrics = LiveMetrics(metrics) }
    }

    /// Tells of changes made on this loop.
    let publisher: LivePublisher
    let hub: LiveHub
    private let loop: LoopContext

    init(_ loop: LoopContext, _ shared: Shared, inboxes: any InboxStore, log: AuditLog) {
        let stamps = Stamps(ids: loop.ids, clock: loop.clock)
        self.loop = loop
        publisher = LivePublisher(loop.redis, names: loop.names, hubs: shared.hubs, metrics: shared.metrics, on: loop.loop)
        let commands = InboxCommands(
            mark: MarkNotification(inboxes: inboxes, changes: publisher, stamps: stamps),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: publisher, stamps: stamps))
        hub = LiveHub(
            loop, store: inboxes, commands: commands, audit: log, metrics: shared.metrics, counts: shared.counts)
        shared.hubs.add(hub, on: loop.loop)
        loop.revokedSessions.onRevoked { [weak hub] revocation in hub?.end(revocation) }
    }

    /// Both connections to Redis stand.
    var isReady: Bool { loop.redis.isReady && hub.isSubscribed }

    func register(on router: Router) {
        let clock = loop.clock
        let tickets = Tickets(redis: loop.redis, names: loop.names, revoked: loop.revokedSessions, now: { clock.instant })
        LiveRoutes(
            hub: hub, tickets: tickets, authenticator: loop.authenticator,
            origins: Set(loop.process.settings.frontends.map(\.description))
        ).register(on: router)
    }

    var healthChecks: [Health.Check] { [Health.Check("redis", required: false) { hub.isSubscribed }] }

    func tasks() -> [any LoopTask] { [hub, publisher] }
}
