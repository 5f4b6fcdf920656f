import Audit
import AuthDomain
import Postgres

/// The statements about sign-ins that wait for a second factor.
enum PendingStatements {
    /// Returns which factors there are. No row for an account that is off, or has no factor any more.
    /// $1 digest · $2 cookie · $3 account · $4 methods shown · $5 end
    static let insert = Statement(
        "insert_pending_sign_in",
        """
        WITH account AS (SELECT id, password FROM users WHERE id = $3 AND active AND second_factor), pending AS (
            INSERT INTO pending_sign_ins (digest, cookie_digest, user_id, password_digest, amr, expires_at)
            SELECT $1, $2, id, sha256(convert_to(password, 'UTF8')), $4, $5 FROM account
        )
        SELECT \(PendingMethodColumn.list) FROM account
        """)

    static let find = Statement(
        "pending_sign_in",
        """
        SELECT \(PendingColumn.list) FROM pending_sign_ins WHERE digest = $1 AND cookie_digest = $2 AND expires_at > $3
        """, isBrief: true)

    /// Ends the attempt and opens a session. No row when it was ended before, or the account is off or has another password by now.
    /// $1 digest · $2 cookie · from $3 on the session · from $12 the entry of factors that stay
    static let complete = Statement(
        "complete_sign_in",
        """
        WITH pending AS (
            DELETE FROM pending_sign_ins WHERE digest = $1 AND cookie_digest = $2 RETURNING user_id, password_digest
        ), account AS (
            SELECT users.id FROM users JOIN pending ON pending.user_id = users.id
            WHERE users.active AND sha256(convert_to(users.password, 'UTF8')) IS NOT DISTINCT FROM pending.password_digest
            FOR SHARE OF users
        ), \(stopped(stamp: 12)), \(SessionStatements.opening(3, of: "account"))
        RETURNING \(OpenedColumn.list)
        """)

    /// A passkey alone opens a session. $1 account, from $2 the session, from $11 the entry of factors that stay
    static let open = Statement(
        "open_session_by_passkey",
        """
        WITH account AS (SELECT id FROM users WHERE id = $1 AND active FOR SHARE), \(stopped(stamp: 11)),
        \(SessionStatements.opening(2, of: "account"))
        RETURNING \(OpenedColumn.list)
        """)

    /// Somebody who signs in with a second factor still has it, so it is not removed.
    private static func stopped(stamp: Int) -> String {
        """
        stopped AS (DELETE FROM factor_resets reset USING account WHERE reset.user_id = account.id RETURNING reset.user_id),
        \(EntryStatements.entry(.stopReset, from: "stopped", id: "user_id", version: nil, patient: "user_id", stamp: stamp))
        """
    }

    static let sweep = Statement("sweep_pending_sign_ins", "DELETE FROM pending_sign_ins WHERE expires_at < $1")
}

enum OpenedColumn: String, ColumnList {
    case stopsReset = "EXISTS (SELECT FROM stopped)"
}

enum PendingColumn: String, ColumnList {
    case user = "user_id"
    case methods = "amr"
}

/// Which factors the account $3 has.
enum PendingMethodColumn: String, ColumnList {
    case passkey = "EXISTS (SELECT FROM passkeys WHERE user_id = $3)"
    case totp = "EXISTS (SELECT FROM totp_factors WHERE user_id = $3 AND confirmed_at IS NOT NULL)"
    case recoveryCode = "EXISTS (SELECT FROM recovery_codes WHERE user_id = $3)"
}
