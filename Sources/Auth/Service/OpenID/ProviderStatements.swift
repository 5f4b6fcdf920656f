import AuthDomain
import Postgres

/// The statements about accounts as a provider knows them.
enum ProviderStatements {
    static let bySubject = Statement(
        "user_by_subject", "SELECT \(User.columns) FROM users WHERE google_id = $1 FOR SHARE")
    static let byEmail = Statement(
        "user_by_email_locked", "SELECT \(User.columns), \(ProviderColumn.list) FROM users WHERE email = $1 FOR UPDATE")
    static let create = Statement(
        "create_by_subject",
        """
        INSERT INTO users (id, email, first_name, last_name, role, google_id, email_verified, created_at, updated_at)
        VALUES ($1, $2, $3, $4, 'PATIENT', $5, true, $6, $6) ON CONFLICT DO NOTHING
        """)
    static let link = Statement(
        "link_subject",
        """
        UPDATE users SET google_id = $2, password = CASE WHEN email_verified THEN password END, email_verified = true,
            second_factor = second_factor AND email_verified,
            standing_since = CASE WHEN email_verified THEN standing_since ELSE $3 END, version = version + 1, updated_at = $3
        WHERE id = $1 RETURNING \(User.columns)
        """)
    /// The factors of whoever registered an address that was not theirs. $1 account
    static let forgetFactors = [
        Statement("forget_totp", "DELETE FROM totp_factors WHERE user_id = $1"),
        Statement("forget_passkeys", "DELETE FROM passkeys WHERE user_id = $1"),
        Statement("forget_recovery_codes", "DELETE FROM recovery_codes WHERE user_id = $1"),
        Statement("forget_pending_sign_ins", "DELETE FROM pending_sign_ins WHERE user_id = $1"),
    ]
    /// $1 account, then the session
    static let open = Statement(
        "open_session_by_subject",
        """
        WITH account AS (SELECT $1::uuid AS id), \(SessionStatements.opening(2, of: "account"))
        """)
}

/// Behind those of `User`.
enum ProviderColumn: String, ColumnList {
    case subject = "google_id"
}
