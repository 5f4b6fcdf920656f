import Audit
import Contracts
import Hosting
import Outbox
import ServiceRuntime

/// The service on one loop: its features, each with what it needs of the others.
///
/// Beside what their routes list, all answer 503 `store_unavailable` and `overloaded` with Retry-After; unsafe ones 403
/// `cross_site_request`; and where one must be signed in 401 `unauthenticated`, `token_expired`, `session_revoked`.
struct NotificationLoop {
    let live: LiveFeature
    let events: EventsFeature
    let audit: AuditFeature
    /// In the order in which their tasks are stopped: the events first, so that what they deliver is still told.
    let features: [any Feature]

    /// `inboxes`: the store with something before it, in a test.
    init(_ process: NotificationProcess, _ loop: LoopContext, inboxes: (any InboxStore)? = nil) {
        let inboxes = inboxes ?? PostgresInboxStore(pool: loop.pool)
        let email = EmailFeature(loop, process.email)
        let checkpoints = LastingTopic(
            Topics.auditCheckpoints, process.configuration.events.kafka, on: loop.loop, log: loop.log)
        audit = AuditFeature(
            loop, policy: .notifications, process.configuration.audit, prefix: "/api/notifications",
            reading: DeliveryStatements.ofPerson, anchor: CheckpointAnchor(publish: checkpoints.publish, close: checkpoints.close))
        live = LiveFeature(loop, process.live, inboxes: inboxes, log: audit.log)
        events = EventsFeature(loop, process.events, changes: live.publisher, emails: email.style, mailIsDue: email.due)
        let (sockets, lag) = (process.live.metrics, process.events.metrics.lag)
        features = [
            events,
            RetentionFeature(loop, days: process.configuration.retentionDays, changes: live.publisher),
            email,
            StatisticsFeature(loop, process.statistics) {
                ReplicaFigures(sockets: sockets.sockets.value, users: sockets.users.value, lag: lag.value)
            },
            NotificationsFeature(loop, process.notifications, inboxes: inboxes, changes: live.publisher, log: audit.log),
            PreferencesFeature(loop),
            LanguagesFeature(loop, process.languages),
            live, audit,
        ]
    }
}
