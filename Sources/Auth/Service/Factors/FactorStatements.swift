import AuthDomain
import Postgres

/// The statements about second factors; those about passkeys are their own.
enum FactorStatements {
    // MARK: The app

    /// No row when the account has a confirmed app.
    static let prepareApp = Statement(
        "prepare_totp",
        """
        INSERT INTO totp_factors AS factor (user_id, secret, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE SET secret = $2, created_at = $3, failures = 0, waits_until = NULL, last_step = 0
        WHERE factor.confirmed_at IS NULL
        """)

    /// Counts an attempt before it is judged, so that parallel attempts cannot exceed the limit; the one that reaches it makes the
    /// factor wait. No row without a factor, or while it waits. $1 user · $2 now · $3 until when it waits then · $4 whether confirmed ones
    /// are meant
    static let attemptApp = Statement(
        "attempt_totp",
        """
        UPDATE totp_factors SET
            failures = CASE WHEN waits_until IS NULL THEN failures + 1 ELSE 1 END,
            waits_until = CASE WHEN waits_until IS NULL AND failures + 1 >= \(AppFactor.attemptLimit) THEN $3::timestamptz END
        WHERE user_id = $1 AND (confirmed_at IS NOT NULL) = $4 AND (waits_until IS NULL OR waits_until <= $2)
        RETURNING secret
        """)
    /// Takes the code of a step. No row when that step, or a later one, has been taken.
    static let takeStep = Statement(
        "take_totp_step",
        "UPDATE totp_factors SET last_step = $2, failures = 0, waits_until = NULL WHERE user_id = $1 AND last_step < $2")
    /// $1 user · $2 now · $3 the step of the code · $4 the secret as it is stored
    static let confirmApp = Statement(
        "confirm_totp",
        """
        UPDATE totp_factors SET confirmed_at = $2, last_step = $3, failures = 0, waits_until = NULL
        WHERE user_id = $1 AND confirmed_at IS NULL AND secret = $4
        """)
    static let deleteApp = Statement("delete_totp", "DELETE FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL")

    // MARK: Recovery codes

    /// $1 user · $2 digests · $3 now
    static let insertCodes = Statement(
        "insert_recovery_codes",
        "INSERT INTO recovery_codes (digest, user_id, created_at) SELECT digest, $1, $3 FROM unnest($2::bytea[]) AS t (digest)")
    static let takeCode = Statement(
        "take_recovery_code", "DELETE FROM recovery_codes WHERE digest = $2 AND user_id = $1 RETURNING user_id")
    static let deleteCodes = Statement("delete_recovery_codes", "DELETE FROM recovery_codes WHERE user_id = $1")

    // MARK: All of an account

    /// Since when it has an app, how many recovery codes are left.
    static let overview = Statement(
        "factors", "SELECT \(FactorColumn.list)", isBrief: true)
    static let lockAccount = Statement(
        "account_of_factors", "SELECT \(User.columns) FROM users WHERE id = $1 AND active FOR UPDATE")
    /// Also for an account that is switched off.
    static let lockAnyAccount = Statement("any_account_of_factors", "SELECT \(User.columns) FROM users WHERE id = $1 FOR UPDATE")
    /// Sign-ins that wait for a second factor. $1 account
    static let forgetPending = Statement("forget_pending_sign_ins", "DELETE FROM pending_sign_ins WHERE user_id = $1")
    /// Everything that belongs to second factors, and sign-ins that wait for one. $1 account
    static let forget = [
        Statement("forget_totp", "DELETE FROM totp_factors WHERE user_id = $1"),
        Statement("forget_passkeys", "DELETE FROM passkeys WHERE user_id = $1"),
        Statement("forget_recovery_codes", "DELETE FROM recovery_codes WHERE user_id = $1"),
        forgetPending,
        Statement("forget_factor_resets", "DELETE FROM factor_resets WHERE user_id = $1"),
    ]
    static let settle = Statement(
        "settle_factors",
        """
        UPDATE users SET
            second_factor = EXISTS (SELECT FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL)
                OR EXISTS (SELECT FROM passkeys WHERE user_id = $1),
            version = version + 1, updated_at = $2
        WHERE id = $1 RETURNING \(User.columns), \(WayInColumn.list)
        """)
    /// $1 account, then the session
    static let open = Statement(
        "open_session_of_factors", "WITH account AS (SELECT $1::uuid AS id), \(SessionStatements.opening(2, of: "account"))")
}

/// Stands after the columns of `User`.
enum WayInColumn: String, ColumnList {
    /// Something to sign in with, before any second factor.
    case hasWayIn = """
        (password IS NOT NULL OR google_id IS NOT NULL OR EXISTS (SELECT FROM provider_links WHERE user_id = $1)
            OR EXISTS (SELECT FROM passkeys WHERE user_id = $1))
        """
}

enum FactorColumn: String, ColumnList {
    case appSince = "(SELECT confirmed_at FROM totp_factors WHERE user_id = $1)"
    case codes = "(SELECT count(*) FROM recovery_codes WHERE user_id = $1)"
}
