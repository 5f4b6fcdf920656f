import AuthDomain
import Postgres

/// The statements about accounts as a provider knows them: by issuer and subject, since a subject is unique only for its issuer.
enum ProviderStatements {
    /// Subjects that an earlier version stored without an issuer belong to the provider of the variables GOOGLE_…, now and from
    /// then on.
    /// $1 issuer · $2 now
    static let adopt = Statement(
        "adopt_google_ids",
        """
        WITH old AS (SELECT id, google_id FROM users WHERE google_id IS NOT NULL FOR UPDATE),
        kept AS (
            INSERT INTO provider_links (issuer, subject, user_id, created_at) SELECT $1, google_id, id, $2 FROM old
            ON CONFLICT DO NOTHING
        )
        UPDATE users SET google_id = NULL FROM old WHERE users.id = old.id
        """)
    /// $1 issuer · $2 subject
    static let bySubject = Statement(
        "user_by_subject",
        """
        SELECT \(User.columns) FROM users
        WHERE id = (SELECT user_id FROM provider_links WHERE issuer = $1 AND subject = $2) FOR SHARE
        """)
    static let byEmail = Statement("user_by_email_locked", "SELECT \(User.columns) FROM users WHERE email = $1 FOR UPDATE")
    /// $1 account · $2 issuer
    static let subject = Statement(
        "subject_of_account", "SELECT subject FROM provider_links WHERE user_id = $1 AND issuer = $2")
    /// No row when the address has an account.
    static let create = Statement(
        "create_by_subject",
        """
        INSERT INTO users (id, email, first_name, last_name, role, email_verified, created_at, updated_at)
        VALUES ($1, $2, $3, $4, 'PATIENT', true, $5, $5) ON CONFLICT DO NOTHING
        """)
    /// No row when somebody else has the subject by now, or the account has another one there. $1 account · $2 issuer · $3 subject
    /// · $4 now
    static let keep = Statement(
        "keep_subject",
        "INSERT INTO provider_links (user_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
    /// $1 account · $2 now
    static let vouchFor = Statement(
        "vouch_for_address",
        """
        UPDATE users SET password = CASE WHEN email_verified THEN password END, email_verified = true,
            second_factor = second_factor AND email_verified,
            standing_since = CASE WHEN email_verified THEN standing_since ELSE $2 END, version = version + 1, updated_at = $2
        WHERE id = $1 RETURNING \(User.columns)
        """)
    /// Deletes the ways in of somebody who registered an address that was not theirs. $1 account
    static let forget =
        FactorStatements.forget + [
            Statement("forget_provider_links", "DELETE FROM provider_links WHERE user_id = $1"),
            Statement("forget_mail_links", "DELETE FROM mail_links WHERE user_id = $1"),
            Statement("forget_emails", "DELETE FROM emails WHERE user_id = $1"),
        ]
    /// $1 account, then the session
    static let open = Statement(
        "open_session_by_subject",
        """
        WITH account AS (SELECT $1::uuid AS id), \(SessionStatements.opening(2, of: "account"))
        """)
}
