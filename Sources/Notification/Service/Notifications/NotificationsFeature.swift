import Audit
import CoreHTTP
import Hosting
import ServiceRuntime

/// One's inbox: the list and what can be done with it.
struct NotificationsFeature: Feature {
    /// Once a process.
    struct Shared: Sendable {
        let metrics: PageCacheMetrics

        init(metrics: MetricsRegistry) { self.metrics = PageCacheMetrics(metrics, cache: "notifications") }
    }

    private let routes: NotificationRoutes

    init(_ loop: LoopContext, _ shared: Shared, inboxes: any InboxStore, changes: any ChangePublisher, log: AuditLog) {
        let stamps = Stamps(ids: loop.ids, clock: loop.clock)
        routes = NotificationRoutes(
            list: ListNotifications(inboxes: inboxes),
            cache: InboxCache(cache: PageCache(loop.redis, metrics: shared.metrics), names: loop.names, inboxes: inboxes),
            countUnread: CountUnread(inboxes: inboxes),
            mark: MarkNotification(inboxes: inboxes, changes: changes, stamps: stamps),
            changeWhole: ChangeWholeInbox(inboxes: inboxes, changes: changes, stamps: stamps),
            delete: DeleteNotification(inboxes: inboxes, changes: changes, stamps: stamps), authenticator: loop.authenticator,
            log: log)
    }

    func register(on router: Router) { routes.register(on: router) }
}
