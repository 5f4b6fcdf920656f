import AuthDomain
import Contracts
import Hosting
import Postgres

extension User {
    enum Column: String, ColumnList {
        case id, email
        case firstName = "first_name"
        case lastName = "last_name"
        case role, phone, specialization, language
        case emailVerified = "email_verified"
        case hasPassword = "password IS NOT NULL"
        case hasSecondFactor = "second_factor"
        case approval
        case approvalReason = "approval_reason"
        case active, version
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case standingSince = "standing_since"
    }

    /// The columns of `users`, for a select list.
    static let columns = Column.list(of: "users")

    init(_ row: PostgresRow) throws(PostgresError) { try self.init(RowOf<Column>(row)) }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(
            id: try row.id(.id), email: try row.text(.email), firstName: try row.text(.firstName),
            lastName: try row.text(.lastName), role: try row.word(.role, "a role", Role.init(rawValue:)),
            phone: try row.textOrNil(.phone), specialization: try row.textOrNil(.specialization),
            // A language that only a later version knows counts as not chosen.
            language: try row.textOrNil(.language).flatMap(Language.init(rawValue:)),
            emailVerified: try row.bool(.emailVerified), hasPassword: try row.bool(.hasPassword),
            hasSecondFactor: try row.bool(.hasSecondFactor),
            approval: try row.wordOrNil(.approval, "an approval", Approval.init(rawValue:)),
            approvalReason: try row.textOrNil(.approvalReason), active: try row.bool(.active),
            version: Int64(try row.int(.version)), createdAt: try row.instant(.createdAt),
            updatedAt: try row.instant(.updatedAt), standingSince: try row.instantOrNil(.standingSince))
    }
}
