import AuthDomain
import Postgres

/// The statements about accounts.
enum UserStatements {
    // MARK: One account

    static let byID = Statement("user_by_id", "SELECT \(User.columns) FROM users WHERE id = $1", isBrief: true)
    static let lockByID = Statement("user_by_id_locked", "SELECT \(User.columns) FROM users WHERE id = $1 FOR UPDATE")
    static let credentialsByEmail = Statement(
        "credentials_by_email", "SELECT \(User.columns), password FROM users WHERE email = $1")
    static let credentialsByID = Statement(
        "credentials_by_id", "SELECT \(User.columns), password FROM users WHERE id = $1 AND active")

    /// The partial index `users_active_admins` has them.
    static let lockAdmins = Statement(
        "admins_locked", "SELECT id FROM users WHERE role = 'ADMIN' AND active ORDER BY id FOR UPDATE")

    static let insert = Statement(
        "insert_user",
        """
        INSERT INTO users (id, email, password, first_name, last_name, role, phone, specialization, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        """)

    static let register = Statement(
        "register",
        """
        WITH account AS (
            INSERT INTO users (id, email, password, first_name, last_name, role, phone, specialization, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10, $10)
            RETURNING id
        ), session AS (
            INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, access_ends_at, user_agent, ip)
            SELECT $9, id, $10, $10, $11, $12, $13, $14::inet FROM account
            RETURNING id, created_at
        )
        INSERT INTO refresh_tokens (hash, session_id, issued_at) SELECT $15, id, created_at FROM session
        """)

    /// Nothing when the account is off or has another password by now. The lock makes whoever changes either wait until he sees, and
    /// revokes, this session too.
    static let openSession = Statement(
        "open_session",
        """
        WITH account AS (
            SELECT id FROM users WHERE id = $1 AND active AND password = $2 FOR SHARE
        ), session AS (
            INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, access_ends_at, user_agent, ip)
            SELECT $3, id, $4, $4, $5, $6, $7, $8::inet FROM account
            RETURNING id, created_at
        )
        INSERT INTO refresh_tokens (hash, session_id, issued_at) SELECT $9, id, created_at FROM session
        """)

    // MARK: Changes

    static let rehash = Statement("rehash", "UPDATE users SET password = $3 WHERE id = $1 AND password = $2")

    static let changePassword = Statement(
        "change_password",
        "UPDATE users SET password = $3, version = version + 1, updated_at = $4 WHERE id = $1 AND password = $2 AND active")

    static let changeProfile = Statement(
        "change_profile",
        """
        UPDATE users SET
            first_name = coalesce($3, first_name), last_name = coalesce($4, last_name),
            phone = CASE WHEN $5 THEN $6 ELSE phone END, specialization = CASE WHEN $7 THEN $8 ELSE specialization END,
            version = version + 1, updated_at = $2
        WHERE id = $1 AND active RETURNING \(User.columns)
        """)

    static let changeAccount = Statement(
        "change_account",
        "UPDATE users SET role = $3, active = $4, version = version + 1, updated_at = $2 WHERE id = $1 RETURNING \(User.columns)")

    // MARK: Lists

    /// One row at least: the head. $1 position · $2 at most so many
    static let changes = Statement(
        "user_changes",
        """
        SELECT h.position, c.position, \(User.columns)
        FROM user_change_head h
        LEFT JOIN LATERAL (
            SELECT position, user_id FROM user_changes WHERE position > $1::bigint ORDER BY position LIMIT $2::bigint
        ) c ON true
        LEFT JOIN users ON users.id = c.user_id
        ORDER BY c.position
        """)

    static let list = users("users", "")
    static let search = users("users_by_words", "AND account_words @@ to_tsquery('simple', $6)")

    static let doctors = doctors("doctors", "")
    static let doctorsByWords = doctors("doctors_by_words", "AND directory_words @@ to_tsquery('simple', $5)")
    static let doctorsBySpecialization = doctors("doctors_by_specialization", "AND \(beginsWith("$5"))")
    static let doctorsByBoth = doctors(
        "doctors_by_words_and_specialization",
        "AND directory_words @@ to_tsquery('simple', $5) AND \(beginsWith("$6"))")

    /// A range, which the index serves whatever the plan; the last code point stands behind whatever may follow.
    private static func beginsWith(_ parameter: String) -> String {
        "lower(specialization) ~>=~ lower(\(parameter)) AND lower(specialization) ~<~ (lower(\(parameter)) || chr(1114111))"
    }

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

    private static func doctors(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(User.columns) FROM users
            WHERE role = 'DOCTOR' AND active
                AND ($1::text IS NULL OR (last_name, first_name, id) > ($1, $2, $3::uuid)) \(condition)
            ORDER BY last_name, first_name, id LIMIT $4
            """)
    }
}
