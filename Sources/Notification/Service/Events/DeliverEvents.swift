import Contracts
import Hosting
import NotificationDomain
import Postgres
import ServiceRuntime

/// Puts what events say into the inboxes of those concerned, and tells their live sockets. An event that comes again changes nothing
/// and its sockets are told again: the process that had it before may have been killed before it told them.
struct DeliverEvents: Sendable {
    let inboxes: any InboxStore
    let languages: LanguageStore
    let changes: any ChangePublisher
    let ids: IdentifierSource
    let clock: WallClock
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
        let people = Set(events.flatMap { [$0.event.patientID, $0.event.doctorID] + ($0.event.recipientID.map { [$0] } ?? []) })
        let languages = try await languages.languages(of: Array(people))
        let notifications = events.flatMap { self.notifications(of: $0, in: languages) }
        let delivered = try await inboxes.deliver(notifications)
        changes.publish(
            delivered.map { AddressedMessage(user: $0.recipient, message: .arrival(of: $0.notification, unread: $0.unread)) })
        if emails != nil { onMail() }
        let new = delivered.count { $0.isNew }
        return Outcome(delivered: new, repeated: delivered.count - new)
    }

    private func notifications(of received: ReceivedEvent, in languages: [UserID: Language]) -> [NewNotification] {
        let event = received.event
        let drafts = emails == nil ? NotificationText.make(event, in: languages) : NotificationText.all(event, in: languages)
        return drafts.map { draft in
            NewNotification(
                id: ids.next(), recipient: draft.recipient, eventID: received.id, type: event.type.rawValue,
                title: draft.title, message: draft.message, metadata: NotificationMetadata.json(received, for: draft),
                news: NewNotification.News(
                    appointment: event.appointmentID, version: event.version, status: event.status, startsAt: event.startsAt,
                    patient: event.patientID, trace: received.traceID),
                isForInbox: draft.isForInbox,
                email: draft.role == .admin ? nil : emails.map { EmailText.make(event, for: draft, $0, at: clock.instant) })
        }
    }
}
