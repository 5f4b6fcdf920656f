import AuthDomain
import Contracts
import Hosting
import Postgres

extension User {
    /// In the order in which `init(_:from:)` reads them.
    static let columns = columns(of: "users")

    static func columns(of table: String) -> String {
        [
            "id", "email", "first_name", "last_name", "role", "phone", "specialization", "email_verified", "active", "version",
            "created_at", "updated_at",
        ].map { "\(table).\($0)" }.joined(separator: ", ")
    }

    /// Reads the twelve columns that begin at `first`.
    init(_ row: PostgresRow, from first: Int = 0) throws(PostgresError) {
        let role = try row.text(first + 4)
        guard let known = Role(rawValue: role) else { preconditionFailure("the role \(role) is not one the table lets in") }
        self.init(
            id: try row.id(first), email: try row.text(first + 1), firstName: try row.text(first + 2),
            lastName: try row.text(first + 3), role: known, phone: try row.textOrNil(first + 5),
            specialization: try row.textOrNil(first + 6), emailVerified: try row.bool(first + 7), active: try row.bool(first + 8),
            version: Int64(try row.int(first + 9)), createdAt: try row.instant(first + 10), updatedAt: try row.instant(first + 11))
    }
}
