import Audit
import AuthDomain
import Postgres

/// The statements about forgotten passwords.
enum RecoveryStatements {
    /// $1 digest · $2 cookie · $3 now
    private static let works = """
        link.digest = $1 AND link.purpose = 'recovery' AND link.cookie_digest = $2 AND link.expires_at > $3
        """
    /// The account still has the address that the link was sent to, and the password that was forgotten or none. So setting one ends all its
    /// other links.
    private static let isOfAccount = """
        users.id = link.user_id AND users.active AND users.email = link.address
            AND link.password_digest IS NOT DISTINCT FROM sha256(convert_to(users.password, 'UTF8'))
        """

    static let find = Statement(
        "recovery_of_link", "SELECT \(User.columns) FROM mail_links link JOIN users ON \(isOfAccount) WHERE \(works)",
        isBrief: true)

    /// Takes the link, sets the password, and marks the address as verified: who reads its mail has shown that it is theirs.
    /// $4 hash · $5 whether there is a second factor, as it was checked · from $6 the entry
    static let complete = Statement(
        "complete_recovery",
        EntryStatements.account(
            .recover, with: "link AS (DELETE FROM mail_links link WHERE \(works) RETURNING *)",
            """
            UPDATE users SET password = $4, email_verified = true, version = users.version + 1, updated_at = $3
            FROM link WHERE \(isOfAccount) AND users.second_factor = $5
            """, stamp: 6))

    static let methods = Statement(
        "methods_of_account",
        """
        SELECT EXISTS (SELECT FROM passkeys WHERE user_id = $1),
            EXISTS (SELECT FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL),
            EXISTS (SELECT FROM recovery_codes WHERE user_id = $1)
        """)
}
