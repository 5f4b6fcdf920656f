import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts as a provider knows them, in auth_db.
struct ProviderAccounts {
    let pool: PostgresPool

    enum Outcome {
        case signedIn(User)
        /// The account was there and now belongs to this subject of the provider too. When nobody had ever shown that the address was
        /// his, it has lost its password and its former sessions.
        case linked(User, revoked: [Revocation], losesPassword: Bool)
        case created(User)
        case refused(OpenIDFailure, UserID?)
    }

    /// Finds, links or makes the account and opens a session in it, all in one transaction.
    func signIn(
        _ subject: String, as newcomer: User, session: (User) -> SessionRow, at now: Instant
    ) async throws -> Outcome {
        try await pool.transaction { transaction in
            if let row = try await transaction.query(Self.bySubject, [.text(subject)]).first {
                let user = try User(row)
                guard user.active else { return .refused(.accountInactive, user.id) }
                try await open(session(user), of: user, transaction)
                return .signedIn(user)
            }
            guard newcomer.emailVerified else { return .refused(.emailNotVerified, nil) }
            // Two that come at once: one makes the account, the other finds it.
            let made = try await transaction.query(
                Self.create,
                [
                    .id(newcomer.id), .text(newcomer.email), .text(newcomer.firstName), .text(newcomer.lastName), .text(subject),
                    .instant(now),
                ])
            if made.affectedRows == 1 {
                try await open(session(newcomer), of: newcomer, transaction)
                return .created(newcomer)
            }
            guard let row = try await transaction.query(Self.byEmail, [.text(newcomer.email)]).first else {
                return .refused(.linkedElsewhere, nil)
            }
            let user = try User(row)
            guard user.active else { return .refused(.accountInactive, user.id) }
            guard row.isNull(12) else { return .refused(.linkedElsewhere, user.id) }
            // Whoever registered an address that he never showed to be his may have been somebody else: he loses password and sessions.
            var revoked: [Revocation] = []
            if !user.emailVerified {
                revoked = try await transaction.query(
                    SessionStatements.revokeAll, [.id(user.id), .instant(now), .text(RevocationReason.linked.rawValue)]
                ).revocations()
            }
            let linked = try User(try await transaction.query(Self.link, [.id(user.id), .text(subject), .instant(now)])[0])
            try await open(session(linked), of: linked, transaction)
            return .linked(linked, revoked: revoked, losesPassword: !user.emailVerified)
        }
    }

    private func open(_ session: SessionRow, of user: User, _ transaction: PostgresTransaction) async throws {
        _ = try await transaction.query(
            Self.open,
            [
                .id(session.id), .id(user.id), .instant(session.createdAt), .instant(session.expiresAt),
                .instant(session.accessEndsAt), .text(session.device.userAgent), .text(session.device.address),
                .bytes(session.refreshHash),
            ])
    }

    private static let bySubject = Statement(
        "user_by_subject", "SELECT \(User.columns) FROM users WHERE google_id = $1 FOR SHARE")
    private static let byEmail = Statement(
        "user_by_email_locked", "SELECT \(User.columns), google_id FROM users WHERE email = $1 FOR UPDATE")
    private static let create = Statement(
        "create_by_subject",
        """
        INSERT INTO users (id, email, first_name, last_name, role, google_id, email_verified, created_at, updated_at)
        VALUES ($1, $2, $3, $4, 'PATIENT', $5, true, $6, $6) ON CONFLICT DO NOTHING
        """)
    private static let link = Statement(
        "link_subject",
        """
        UPDATE users SET google_id = $2, password = CASE WHEN email_verified THEN password END, email_verified = true,
            version = version + 1, updated_at = $3
        WHERE id = $1 RETURNING \(User.columns)
        """)
    private static let open = Statement(
        "open_session_by_subject",
        """
        WITH session AS (
            INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, access_ends_at, user_agent, ip)
            VALUES ($1, $2, $3, $3, $4, $5, $6, $7::inet) RETURNING id, created_at
        )
        INSERT INTO refresh_tokens (hash, session_id, issued_at) SELECT $8, id, created_at FROM session
        """)
}
