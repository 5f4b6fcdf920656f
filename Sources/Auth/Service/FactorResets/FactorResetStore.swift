import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// Second factors that are about to be removed, in auth_db. Each step locks the account, so that somebody who signs in with a
/// factor comes before it or after it.
struct FactorResetStore {
    let pool: PostgresPool

    /// Ends all sessions, and writes to the owner. Nil when nobody has the id, or they have no second factor. Throws 409
    /// `reset_pending`.
    func ask(_ reset: FactorReset, at now: Instant, telling events: SecurityEvents, entry: AuditStamp) async throws -> [Revocation]?
    {
        let user = PostgresValue.id(reset.user)
        return try await pool.transaction { transaction in
            guard let row = try await transaction.query(FactorStatements.lockAnyAccount, [user]).first,
                try User(row).hasSecondFactor
            else { return nil }
            let values: [PostgresValue] = [
                user, .id(reset.askedBy), .text(reset.identityCheck), .text(reset.reason), .instant(now), .instant(reset.dueAt),
            ]
            guard try await transaction.query(FactorResetStatements.insert, values).affectedRows == 1 else {
                throw Problem(.resetPending, "They go a day after that was asked for first.")
            }
            try await transaction.record(.askReset, AuditObject(reset.user, version: nil), of: [reset.user], entry: entry)
            try await events.tell(.factorsResetAsked, to: reset.user, in: transaction)
            return try await endSessions(of: reset.user, at: now, transaction)
        }
    }

    /// Returns whose factors stay; nil for a link that does not work, and when the reset is done or stopped already.
    func stop(_ digest: [UInt8], at now: Instant, entry: (User) -> AuditStamp) async throws -> UserID? {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(FactorResetStatements.stop, [.bytes(digest), .instant(now)]).first else {
                return nil
            }
            let id: UserID = try row.id(0)
            let owner = try User(try await transaction.query(UserStatements.byID, [.id(id)])[0])
            try await transaction.record(.stopReset, AuditObject(id, version: owner.version), of: [id], entry: entry(owner))
            return id
        }
    }

    func due(at now: Instant) async throws(PostgresError) -> [UserID] {
        var users: [UserID] = []
        for row in try await pool.query(FactorResetStatements.due, [.instant(now)]) { users.append(try row.id(0)) }
        return users
    }

    /// Removes the factors, and ends the sessions opened meanwhile. Nil when it has been stopped.
    func perform(_ user: UserID, at now: Instant, telling events: SecurityEvents) async throws -> (FactorReset, [Revocation])? {
        try await pool.transaction(attempts: 3) { transaction in
            // In the order in which a sign-in locks: pending sign-ins, the account, the reset.
            _ = try await transaction.query(FactorStatements.forgetPending, [.id(user)])
            _ = try await transaction.query(FactorStatements.lockAnyAccount, [.id(user)])
            let taken = try await transaction.query(FactorResetStatements.take, [.id(user), .instant(now)])
            guard let row = taken.first.map({ RowOf<FactorResetColumn>($0) }) else { return nil }
            let reset = FactorReset(
                user: try row.id(.user), askedBy: try row.id(.askedBy), identityCheck: try row.text(.identityCheck),
                reason: try row.text(.reason), dueAt: try row.instant(.dueAt))
            for statement in FactorStatements.forget { _ = try await transaction.query(statement, [.id(user)]) }
            let account = try User(try await transaction.query(FactorStatements.settle, [.id(user), .instant(now)])[0])
            let object = AuditObject(user, version: account.version)
            try await transaction.record(.reset, object, of: [user], entry: events.dueEntry())
            try await events.tell(.factorsReset, to: user, in: transaction)
            return (reset, try await endSessions(of: user, at: now, transaction))
        }
    }

    private func endSessions(of user: UserID, at now: Instant, _ transaction: PostgresTransaction) async throws -> [Revocation] {
        try await transaction.query(
            SessionStatements.revokeAll, [.id(user), .instant(now), .text(RevocationReason.factorChange.rawValue)]
        ).revocations()
    }
}
