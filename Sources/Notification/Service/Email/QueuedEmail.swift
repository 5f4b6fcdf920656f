import Contracts
import Hosting
import NotificationDomain
import Postgres

/// An e-mail that somebody is about to send.
struct QueuedEmail: Sendable, Equatable {
    let id: NotificationID
    let recipient: UserID
    let text: EmailText
    /// This one included.
    let attempts: Int
    let createdAt: Instant
    /// Newer news made it untrue.
    var isOvertaken = false
    /// From then on it is of no use.
    var endsAt: Instant?
}

extension QueuedEmail {
    enum Column: String, ColumnList {
        case id
        case recipient = "user_id"
        case subject, body, calendar, language, attempts
        case createdAt = "created_at"
        case isOvertaken = "status = 'OVERTAKEN'"
        case type
        case startsAt = "starts_at"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        let type = try row.textOrNil(.type).flatMap(AppointmentEventType.init(rawValue:))
        let text = EmailText(
            subject: try row.text(.subject), body: try row.text(.body),
            calendar: try row.textOrNil(.calendar), language: Language(rawValue: try row.text(.language)) ?? .standard)
        self.init(
            id: try row.id(.id), recipient: try row.id(.recipient), text: text,
            attempts: try row.int(.attempts), createdAt: try row.instant(.createdAt),
            isOvertaken: try row.bool(.isOvertaken),
            endsAt: type?.isAboutWhatComes == true ? try row.instantOrNil(.startsAt) : nil)
    }
}

extension AppointmentEventType {
    /// Whether it is of no use once the appointment has begun.
    fileprivate var isAboutWhatComes: Bool {
        switch self {
        case .created, .approved, .rescheduled, .reminder: true
        case .rejected, .cancelled, .completed, .reopened: false
        }
    }
}
