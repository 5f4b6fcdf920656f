import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres

/// The link of the first run, in auth_db.
struct FirstRunStore: Sendable {
    static let lifetimeSeconds: Int64 = 72 * 3_600

    let pool: PostgresPool

    /// False when there is an admin already.
    func make(_ digest: [UInt8], at now: Instant, entry: AuditStamp) async throws(PostgresError) -> Bool {
        let end = now.adding(seconds: Self.lifetimeSeconds)
        let values: [PostgresValue] = [.bytes(digest), .instant(now), .instant(end)]
        return try await !pool.query(FirstRunStatements.make, values + entry.values).isEmpty
    }

    func works(_ digest: [UInt8], at now: Instant) async throws(PostgresError) -> Bool {
        try await pool.query(FirstRunStatements.find, [.bytes(digest), .instant(now)]).first != nil
    }

    /// Makes the admin with the first session. False, and nothing stored, when the link does not work or somebody has the address.
    func use(_ digest: [UInt8], _ user: User, passwordHash: String, session: SessionRow, entry: AuditStamp) async throws -> Bool {
        let values: [PostgresValue] = [
            .bytes(digest), .id(user.id), .text(user.email), .text(passwordHash), .text(user.firstName), .text(user.lastName),
            .text(user.language?.rawValue), .instant(user.createdAt),
        ]
        return try await pool.unlessUndone { transaction in
            try await transaction.query(FirstRunStatements.use, values + session.values + entry.values).affectedRows == 1
        }
    }
}
