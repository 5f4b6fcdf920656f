import AuthDomain
import Contracts
import Hosting
import Postgres

/// Accounts in auth_db. `sql/auth` has the tables.
struct PostgresUserStore: UserStore {
    let pool: PostgresPool

    func register(_ user: User, passwordHash: String, session: SessionRow) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            _ = try await pool.query(
                Self.insertUser,
                [
                    .id(user.id), .text(user.email), .text(passwordHash), .text(user.firstName), .text(user.lastName),
                    .text(user.role.rawValue), .text(user.phone), .text(user.specialization),
                ] + session.values)
            return true
        } catch {
            guard error.sqlState == .uniqueViolation, error.constraint == "users_email_key" else { throw error }
            return false
        }
    }

    func credentials(of email: EmailAddress) async throws(PostgresError) -> Credentials? {
        guard let row = try await pool.query(Self.selectByEmail, [.text(email.description)]).first else { return nil }
        return Credentials(user: try User(row), passwordHash: try row.textOrNil(12))
    }

    func open(_ session: SessionRow, with credentials: Credentials) async throws(PostgresError) -> Bool {
        let result = try await pool.query(
            Self.insertSession, [.id(credentials.user.id), .text(credentials.passwordHash)] + session.values)
        return result.affectedRows == 1
    }

    func user(_ id: UserID) async throws(PostgresError) -> User? {
        guard let row = try await pool.query(Self.selectByID, [.id(id)]).first else { return nil }
        return try User(row)
    }

    /// In the order in which `User.init(_:)` reads them.
    private static let columns =
        "id, email, first_name, last_name, role, phone, specialization, email_verified, active, version, created_at, updated_at"

    private static let selectByID = Statement("user_by_id", "SELECT \(columns) FROM users WHERE id = $1")
    private static let selectByEmail = Statement("credentials_by_email", "SELECT \(columns), password FROM users WHERE email = $1")

    private static let insertUser = Statement(
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
    private static let insertSession = Statement(
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
}

extension SessionRow {
    /// id, created_at, expires_at, access_ends_at, user_agent, ip, refresh token's hash.
    fileprivate var values: [PostgresValue] {
        [
            .id(id), .instant(createdAt), .instant(expiresAt), .instant(accessEndsAt), .text(device.userAgent),
            .text(device.address), .bytes(refreshHash),
        ]
    }
}

extension User {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        let role = try row.text(4)
        guard let known = Role(rawValue: role) else { preconditionFailure("the role \(role) is not one the table lets in") }
        self.init(
            id: try row.id(0), email: try row.text(1), firstName: try row.text(2), lastName: try row.text(3), role: known,
            phone: try row.textOrNil(5), specialization: try row.textOrNil(6), emailVerified: try row.bool(7),
            active: try row.bool(8), version: Int64(try row.int(9)), createdAt: try row.instant(10), updatedAt: try row.instant(11))
    }
}
