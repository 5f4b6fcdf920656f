import Contracts
import Hosting
import NotificationDomain
import Postgres

/// Puts what events say into the inboxes of those concerned, and tells their live sockets. An event that comes again changes nothing
/// and is told again: whoever told of it the first time may have been killed before.
struct DeliverEvents: Sendable {
    let inboxes: any InboxStore
    let changes: any ChangePublisher
    let ids: IdentifierSource
    /// How e-mails are written; nil when none are sent.
    var emails: EmailText.Style?
    /// E-mails may have joined the queue.
    var onMail: @Sendable () -> Void = {}

    struct Outcome: Sendable, Equatable {
        var delivered = 0
        var repeated = 0
    }

    /// All of them in one transaction, or none.
    func callAsFunction(_ events: [ReceivedEvent]) async throws(PostgresError) -> Outcome {
        let notifications = events.flatMap(notifications(of:))
        let delivered = try await inboxes.deliver(notifications)
        changes.publish(
            delivered.map { AddressedMessage(user: $0.recipient, message: .arrival(of: $0.notification, unread: $0.unread)) })
        if emails != nil { onMail() }
        let new = delivered.count { $0.isNew }
        return Outcome(delivered: new, repeated: delivered.count - new)
    }

    private func notifications(of received: ReceivedEvent) -> [NewNotification] {
        NotificationText.make(received.event).map { draft in
            NewNotification(
                id: ids.next(), recipient: draft.recipient, eventID: received.id, type: received.event.type.rawValue,
                title: draft.title, message: draft.message, metadata: NotificationMetadata.json(received, for: draft),
                email: emails.map { EmailText.make(received.event, for: draft, $0) })
        }
    }
}
