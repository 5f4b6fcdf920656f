import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// The second factors of accounts in auth_db: read together, and changed together with the sessions.
struct FactorStore {
    let pool: PostgresPool

    /// Since when there is an app, and how many recovery codes are left.
    func overview(of user: UserID) async throws(PostgresError) -> (appSince: Instant?, codes: Int) {
        let row = RowOf<FactorColumn>(try await pool.query(FactorStatements.overview, [.id(user)])[0])
        return (try row.instantOrNil(.appSince), try row.int(.codes))
    }

    /// Nil when there is no such account, or it is switched off.
    func replaceCodes(of user: UserID, at now: Instant, telling events: SecurityEvents, entry: AuditStamp) async throws
        -> [RecoveryCode]?
    {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(FactorStatements.lockAccount, [.id(user)]).first else { return nil }
            let account = try User(row)
            guard account.hasSecondFactor else { return nil }
            let object = AuditObject(user, version: account.version)
            try await transaction.record(.renewCodes, object, of: [user], entry: entry)
            try await events.tell(.recoveryCodesMade, to: user, in: transaction)
            return try await RecoveryCodes.replace(of: user, at: now, in: transaction)
        }
    }

    struct Change {
        let signIn: SignIn
        let revoked: [Revocation]
        /// New codes, if there were none before; otherwise empty.
        let codes: [RecoveryCode]
    }

    /// Changes the factors, ends all sessions and opens one, in one transaction. The account is locked, so that a sign-in at the
    /// same time either sees the change or is seen by it. Recovery codes come with the first factor and go with the last.
    ///
    /// `act` throws when it has changed nothing. `keepsFactor`: whether an account of that role must keep one. Throws 409 `factor_required`
    /// then, and for the last passkey of an account that has nothing else to sign in with. `tell` writes to the owner. `event` and `entry`:
    /// what the access log says of it.
    func change(
        _ user: UserID, _ event: AuditEvent, entry: AuditStamp, at now: Instant, keepsFactor: (Role) -> Bool,
        session: (User) -> SignIn,
        tell: (PostgresTransaction) async throws -> Void,
        act: (PostgresTransaction) async throws -> Void
    ) async throws -> Change {
        try await pool.transaction { transaction in
            guard let row = try await transaction.query(FactorStatements.lockAccount, [.id(user)]).first else {
                throw Problem(.notFound, "There is no such account.")
            }
            let old = try User(row)
            try await act(transaction)
            try await tell(transaction)
            let settled = RowOf<User.Column>(try await transaction.query(FactorStatements.settle, [.id(user), .instant(now)])[0])
            let (new, more): (User, RowOf<WayInColumn>) = (try User(settled), settled.next())
            guard try more.bool(.hasWayIn) else {
                throw Problem(.factorRequired, "You sign in with this passkey alone: add another one first.")
            }
            try await transaction.record(event, AuditObject(user, version: new.version), of: [user], entry: entry)
            var codes: [RecoveryCode] = []
            if !new.hasSecondFactor {
                guard !keepsFactor(new.role) else {
                    throw Problem(.factorRequired, "Your role takes a second factor: add another one first.")
                }
                _ = try await transaction.query(FactorStatements.deleteCodes, [.id(user)])
            } else if !old.hasSecondFactor {
                codes = try await RecoveryCodes.replace(of: user, at: now, in: transaction)
            }
            let revoked = try await transaction.query(
                SessionStatements.revokeAll, [.id(user), .instant(now), .text(RevocationReason.factorChange.rawValue)]
            ).revocations()
            let signIn = session(new)
            _ = try await transaction.query(FactorStatements.open, [.id(user)] + signIn.session.values)
            return Change(signIn: signIn, revoked: revoked, codes: codes)
        }
    }
}
