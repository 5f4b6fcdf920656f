import Audit
import AuthDomain
import Postgres

/// The statements about accounts.
enum UserStatements {
    // MARK: One account

    static let byID = Statement("user_by_id", "SELECT \(User.columns) FROM users WHERE id = $1", isBrief: true)
    static let lockByID = Statement("user_by_id_locked", "SELECT \(User.columns) FROM users WHERE id = $1 FOR UPDATE")
    static let credentialsByEmail = Statement(
        "credentials_by_email", "SELECT \(User.columns), \(CredentialColumn.list) FROM users WHERE email = $1")
    static let credentialsByID = Statement(
        "credentials_by_id",
        "SELECT \(User.columns), \(CredentialColumn.list) FROM users WHERE id = $1 AND active")

    /// The active admins, found by the partial index `users_active_admins`.
    static let lockAdmins = Statement(
        "admins_locked", "SELECT id FROM users WHERE role = 'ADMIN' AND active ORDER BY id FOR UPDATE")

    /// No row when somebody has the email. Not left to the constraint: PostgreSQL would write the address into its log.
    /// $1 id · $2 email · $3 hash · $4, $5 names · $6 role · $7 phone · $8 specialization · $9 language · $10 approval · $11 now
    /// · from $12 the entry
    static let insert = Statement(
        "insert_user",
        """
        WITH account AS (
            INSERT INTO users (id, email, password, first_name, last_name, role, phone, specialization, language, approval, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
            ON CONFLICT (email) DO NOTHING
            RETURNING id, version
        ), \(EntryStatements.entry(.createAdmin, from: "account", patient: "id", stamp: 12))
        SELECT id FROM account
        """)

    /// Like `insert`, with the first session.
    /// $1 to $10 as in `insert` · from $11 on the session, which begins when the account does · from $20 the entry
    static let register = Statement(
        "register",
        """
        WITH account AS (
            INSERT INTO users (id, email, password, first_name, last_name, role, phone, specialization, language, approval, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $12)
            ON CONFLICT (email) DO NOTHING
            RETURNING id, version
        ), \(EntryStatements.entry(.register, from: "account", patient: "id", stamp: 20)),
        \(SessionStatements.opening(11, of: "account"))
        """)

    /// No row when the account is off, or has another password or a second factor by now. Because of the lock, whoever changes
    /// either waits until they see, and revoke, this session too.
    /// $1 account · $2 hash of the password shown · from $3 on the session
    static let openSession = Statement(
        "open_session",
        """
        WITH account AS (
            SELECT id FROM users WHERE id = $1 AND active AND password = $2 AND NOT second_factor FOR SHARE
        ), \(SessionStatements.opening(3, of: "account"))
        """)

    // MARK: Changes

    static let rehash = Statement("rehash", "UPDATE users SET password = $3 WHERE id = $1 AND password = $2")

    /// From $5 the entry
    static let changePassword = Statement(
        "change_password",
        EntryStatements.account(
            .password,
            "UPDATE users SET password = $3, version = version + 1, updated_at = $4 WHERE id = $1 AND password = $2 AND active",
            stamp: 5))

    /// $1 account · $2 now · $3, $4 names, null to keep · whether to change, and the new value: $5, $6 phone,
    /// $7, $8 specialization, $9, $10 language · from $11 the entry
    static let changeProfile = Statement(
        "change_profile",
        EntryStatements.account(
            .profile,
            """
            UPDATE users SET
                first_name = coalesce($3, first_name), last_name = coalesce($4, last_name),
                phone = CASE WHEN $5 THEN $6 ELSE phone END, specialization = CASE WHEN $7 THEN $8 ELSE specialization END,
                language = CASE WHEN $9 THEN $10 ELSE language END,
                version = version + 1, updated_at = $2
            WHERE id = $1 AND active
            """, stamp: 11))

    /// A new role needs no approval. $1 account · $2 now · $3 role · $4 whether it is on
    static let changeAccount = Statement(
        "change_account",
        """
        UPDATE users SET
            role = $3, active = $4, approval = CASE WHEN role = $3 THEN approval END,
            approval_reason = CASE WHEN role = $3 THEN approval_reason END,
            standing_since = $2, version = version + 1, updated_at = $2
        WHERE id = $1 RETURNING \(User.columns)
        """)

    /// From $3 the entry
    static let verifyEmail = Statement(
        "verify_email",
        """
        WITH verified AS (
            UPDATE users SET email_verified = true, version = version + 1, updated_at = $2
            WHERE email = $1 AND NOT email_verified RETURNING id, version
        ), \(EntryStatements.entry(.verifyAddress, from: "verified", patient: "id", stamp: 3))
        SELECT \(VerificationColumn.list) FROM users WHERE email = $1
        """)

    // MARK: Lists

    /// One row at least: the head. $1 position · $2 limit
    static let changes = Statement(
        "user_changes",
        """
        SELECT \(UserChangeColumn.list), \(User.columns)
        FROM (SELECT coalesce(max(position), 0) AS position FROM user_changes) h
        LEFT JOIN LATERAL (
            SELECT position, user_id FROM user_changes WHERE position > $1::bigint ORDER BY position LIMIT $2::bigint
        ) c ON true
        LEFT JOIN users ON users.id = c.user_id
        ORDER BY c.position
        """)

    static let list = users("users", "")
    static let search = users("users_by_words", "AND account_words @@ to_tsquery('simple', folded($6::text))")

    private static func users(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(User.columns) FROM users
            WHERE ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2::uuid))
                AND ($4::text IS NULL OR role = $4) AND ($5::boolean IS NULL OR active = $5) \(condition)
            ORDER BY created_at DESC, id DESC LIMIT $3
            """)
    }
}

/// Stands after the columns of `User`.
enum CredentialColumn: String, ColumnList {
    case passwordHash = "password"
}

enum VerificationColumn: String, ColumnList {
    case user = "id"
    case isNew = "EXISTS (SELECT FROM verified)"
}

/// Stands before the columns of `User`.
enum UserChangeColumn: String, ColumnList {
    case head = "h.position"
    /// Null in the one row of a feed that has nothing newer.
    case position = "c.position"
}
