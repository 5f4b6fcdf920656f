import AuthDomain
import Contracts
import Hosting
import Postgres

extension Invitation {
    enum Column: String, ColumnList {
        case id, email, role
        case firstName = "first_name"
        case lastName = "last_name"
        case specialization, language, delivery
        case invitedBy = "invited_by"
        case createdAt = "created_at"
        case sentAt = "sent_at"
        case expiresAt = "expires_at"
        case acceptedAt = "accepted_at"
        case acceptedBy = "accepted_by"
        case revokedAt = "revoked_at"
    }

    init(_ row: PostgresRow) throws(PostgresError) { try self.init(RowOf<Column>(row)) }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(
            id: try row.id(.id), email: try row.text(.email), role: try row.word(.role, "a role", Role.init(rawValue:)),
            firstName: try row.text(.firstName), lastName: try row.text(.lastName),
            specialization: try row.textOrNil(.specialization),
            language: try row.textOrNil(.language).flatMap(Language.init(rawValue:)),
            delivery: try row.word(.delivery, "a way of delivery", Delivery.init(rawValue:)),
            invitedBy: try row.idOrNil(.invitedBy), createdAt: try row.instant(.createdAt), sentAt: try row.instant(.sentAt),
            expiresAt: try row.instant(.expiresAt), acceptedAt: try row.instantOrNil(.acceptedAt),
            acceptedBy: try row.idOrNil(.acceptedBy), revokedAt: try row.instantOrNil(.revokedAt))
    }
}
