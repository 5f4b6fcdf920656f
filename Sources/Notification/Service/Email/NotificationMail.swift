import Contracts
import Hosting
import Mail
import NotificationDomain
import Postgres

/// What goes to whom by mail.
struct NotificationMail: Sendable {
    let recipient: UserID
    let text: EmailText

    enum Column: String, ColumnList {
        case id
        case recipient = "user_id"
        case subject, body, calendar, language, attempts
        case createdAt = "created_at"
        case isOvertaken = "status = 'OVERTAKEN'"
        case type
        case startsAt = "starts_at"
    }
}

extension QueuedMail<NotificationMail> {
    init(_ row: RowOf<NotificationMail.Column>) throws(PostgresError) {
        let type = try row.textOrNil(.type).flatMap(AppointmentEventType.init(rawValue:))
        let text = EmailText(
            subject: try row.text(.subject), body: try row.text(.body),
            calendar: try row.textOrNil(.calendar), language: Language(rawValue: try row.text(.language)) ?? .standard)
        let id: NotificationID = try row.id(.id)
        self.init(
            id: id.uuid, content: NotificationMail(recipient: try row.id(.recipient), text: text),
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
        case .rejected, .cancelled, .completed, .reopened, .viewed, .unsealed: false
        }
    }
}
