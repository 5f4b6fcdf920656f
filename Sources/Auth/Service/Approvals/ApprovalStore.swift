import Access
import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres

/// Doctors whom an admin has to approve, in auth_db.
struct ApprovalStore: Sendable {
    let pool: PostgresPool
    let letters: Letters

    /// Approves, and queues the mail to the owner. Nil for an account that needs no approval: of two admins at once one decides.
    func approve(_ id: UserID, at now: Instant, entry: AuditStamp) async throws -> User? {
        try await decide(ApprovalStatements.approve, [.id(id), .instant(now)] + entry.values, .staffApproved)
    }

    /// Refuses, and queues the mail to the owner. Nil for an account that does not wait for approval.
    func refuse(_ id: UserID, for reason: RefusalReason, at now: Instant, entry: AuditStamp) async throws -> User? {
        let values: [PostgresValue] = [.id(id), .instant(now), .text(reason.description)]
        return try await decide(ApprovalStatements.refuse, values + entry.values, .staffRefused)
    }

    private func decide(_ statement: Statement, _ values: [PostgresValue], _ letter: Letter) async throws -> User? {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(statement, values).first else { return nil }
            let user = try User(row)
            try await letters.write(letter, of: user.id, to: user.email, in: transaction)
            return user
        }
    }

    /// Those that have waited longest first, after `position`, at most `limit`.
    func accounts(_ approval: Approval, after position: PagePosition?, limit: Int) async throws(PostgresError) -> [User] {
        let values: [PostgresValue] = [
            .text(approval.rawValue), .instant(position?.at),
            .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
        ]
        var found: [User] = []
        for row in try await pool.read(ApprovalStatements.list, values) { found.append(try User(row)) }
        return found
    }
}
