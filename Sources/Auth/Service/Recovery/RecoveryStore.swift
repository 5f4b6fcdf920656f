import Audit
import AuthDomain
import Contracts
import Hosting
import Postgres
import ServiceRuntime

/// Links to set a new password, in auth_db.
struct RecoveryStore: Sendable {
    let pool: PostgresPool

    /// What the browser that asked shows.
    struct Link: Sendable {
        let digest: [UInt8]
        let cookieDigest: [UInt8]

        func values(at now: Instant) -> [PostgresValue] { [.bytes(digest), .bytes(cookieDigest), .instant(now)] }
    }

    /// Whose account it is; nil for a link that does not work, or no longer.
    func account(of link: Link, at now: Instant) async throws(PostgresError) -> User? {
        try await pool.query(RecoveryStatements.find, link.values(at: now)).first.map { row throws(PostgresError) in try User(row) }
    }

    /// The second factors that `user` can show.
    func methods(of user: UserID) async throws(PostgresError) -> [PendingSignIn.Method] {
        let row = try await pool.query(RecoveryStatements.methods, [.id(user)])[0]
        var methods: [PendingSignIn.Method] = []
        for (index, method) in [PendingSignIn.Method.passkey, .totp, .recoveryCode].enumerated() where try row.bool(index) {
            methods.append(method)
        }
        return methods
    }

    /// Sets the password and ends all sessions. Nil, and nothing changed, when the link was used, or the account has another
    /// password, address or factor than `user` by now. The second statement sees every session that was opened with the old
    /// password, since opening one locks the account.
    func complete(_ link: Link, of user: User, hash: String, at now: Instant, telling events: SecurityEvents, entry: AuditStamp)
        async throws -> [Revocation]?
    {
        try await pool.transaction { transaction in
            let values = link.values(at: now) + [.text(hash), .bool(user.hasSecondFactor)]
            guard try await !transaction.query(RecoveryStatements.complete, values + entry.values).isEmpty else { return nil }
            try await events.tell(.passwordReset, to: user.id, in: transaction)
            return try await transaction.query(
                SessionStatements.revokeAll, [.id(user.id), .instant(now), .text(RevocationReason.recovered.rawValue)]
            ).revocations()
        }
    }
}
