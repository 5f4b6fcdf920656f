import Audit
import HTTPWire

extension AuditPolicy {
    /// What is recorded of each route of this service. What events say is recorded when it is delivered; see `InboxStatements.deliver`.
    static let notifications = AuditPolicy([
        Line(.get, "/api/notifications/my", .disclosure(.list)),
        Line(.get, "/api/notifications/unread-count", .nothing("a number")),
        Line(.patch, "/api/notifications/:id/read", .change(.markRead)),
        Line(.patch, "/api/notifications/:id/unread", .change(.markUnread)),
        Line(.delete, "/api/notifications/:id", .change(.delete)),
        Line(.patch, "/api/notifications/read-all", .change(.markAllRead)),
        Line(.delete, "/api/notifications", .change(.deleteAll)),

        Line(.get, "/ws", .disclosure(.replay)),
        Line(.get, "/api/notifications/stream", .disclosure(.replay)),
        Line(.post, "/api/notifications/ticket", .nothing("a ticket for one's own page")),

        Line(.put, "/api/notifications/preferences", .change(.keepPreferences)),
        Line(.get, "/api/notifications/preferences", .nothing("what somebody wants to be told")),

        Line(.get, "/api/notifications/statistics", .nothing("numbers of all together")),
        Line(.get, "/api/notifications/access-log", .disclosure(.readLog)),
        Line(.get, "/api/notifications/audit/checkpoint", .nothing("hashes alone")),
        Line(.get, "/api/notifications/audit/tile/:level/:number", .nothing("hashes alone")),
    ])
}
