import Hosting
import Postgres

/// The statements about letters and the links in them.
enum LetterStatements {
    /// $1 id · $2 kind · $3 user · $4 address · $5 language · $6 cookie · $7 now · $8 whether it replaces earlier ones about
    /// the same account
    static let insert = Statement(
        "insert_letter",
        """
        WITH former AS (
            UPDATE emails SET status = 'OVERTAKEN'
            WHERE $8 AND address = $4 AND kind = $2 AND status = 'WAITING' AND user_id IS NOT DISTINCT FROM $3
        )
        INSERT INTO emails (id, kind, user_id, address, language, cookie_digest, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
    /// $1 id · $2 kind · $3 user · $4 now
    static let insertToOwner = Statement(
        "insert_letter_to_owner",
        """
        INSERT INTO emails (id, kind, user_id, address, created_at)
        SELECT $1, $2, id, email, $4 FROM users WHERE id = $3 AND active
        """)

    /// SKIP LOCKED: replicas claim at the same time without waiting for each other, and never the same row. $1 lease in microseconds
    static let claim = Statement(
        "claim_letter",
        """
        UPDATE emails SET attempts = attempts + 1, due_at = now() + $1 * interval '1 microsecond', claimed = true
        WHERE id = (
            SELECT id FROM emails WHERE status <> 'FAILED' AND due_at <= now()
            ORDER BY due_at, number LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING \(QueuedLetter.Column.list)
        """)

    /// How many links to a new password of one account live: as many as it is mailed in an hour (six times `MAIL_LIMIT`). So a stranger who
    /// asks for one does not void the owner's.
    static let recoveryLinks = 30
    /// Makes the link of a letter to the owner of an address, beside those there are. Returns the account's language, and whether a link was
    /// made: an account that is signed in to through a provider alone gets none. No row when nobody has the address.
    /// $1 digest · $2 address · $3 cookie · $4 its creation · $5 its end · $6 letter
    static let linkToAddress = Statement(
        "link_to_address",
        """
        WITH account AS (
            SELECT id, language, password,
                password IS NOT NULL OR google_id IS NULL AND NOT EXISTS (SELECT FROM provider_links WHERE user_id = users.id)
                    AS sets_password
            FROM users
            WHERE email = $2 AND active AND EXISTS (SELECT FROM emails WHERE emails.id = $6 AND status = 'WAITING')
        ), link AS (
            INSERT INTO mail_links (digest, user_id, purpose, address, cookie_digest, password_digest, created_at, expires_at)
            SELECT $1, id, 'recovery', $2, $3, sha256(convert_to(password, 'UTF8')), $4, $5 FROM account WHERE sets_password
            ON CONFLICT (digest) DO UPDATE SET expires_at = excluded.expires_at
        ), former AS (
            DELETE FROM mail_links WHERE digest IN (
                SELECT digest FROM mail_links JOIN account ON account.id = mail_links.user_id
                WHERE purpose = 'recovery' AND digest <> $1
                ORDER BY created_at DESC, digest OFFSET \(recoveryLinks - 1)
            )
        )
        SELECT \(OwnerColumn.list) FROM account
        """)
    /// The same for an account; a row when a link was made. None to verify what is verified, nor to ask for an address that another
    /// account has.
    /// $1 digest · $2 user · $3 purpose · $4 address · $5 its creation · $6 its end · $7 letter
    static let linkOfAccount = Statement(
        "link_of_account",
        """
        WITH account AS (
            SELECT id FROM users
            WHERE id = $2 AND active AND EXISTS (SELECT FROM emails WHERE emails.id = $7 AND status = 'WAITING')
                AND CASE $3
                    WHEN 'verification' THEN email = $4 AND NOT email_verified
                    WHEN 'factor_reset' THEN EXISTS (SELECT FROM factor_resets WHERE user_id = $2)
                    ELSE NOT EXISTS (SELECT FROM users other WHERE other.email = $4) END
        )
        INSERT INTO mail_links (digest, user_id, purpose, address, created_at, expires_at)
        SELECT $1, id, $3, $4, $5, $6 FROM account
        \(replacing)
        """)
    /// For taking a change of address back: all such links are kept. Parameters as in `linkOfAccount`.
    static let linkBack = Statement(
        "link_back",
        """
        INSERT INTO mail_links (digest, user_id, purpose, address, created_at, expires_at)
        SELECT $1, id, $3, $4, $5, $6 FROM users
        WHERE id = $2 AND active AND EXISTS (SELECT FROM emails WHERE emails.id = $7 AND status = 'WAITING')
        ON CONFLICT (digest) DO UPDATE SET expires_at = excluded.expires_at
        """)
    /// A letter that is sent again has the same link.
    private static let replacing = """
        ON CONFLICT (user_id, purpose) WHERE purpose NOT IN ('address_changed', 'recovery') DO UPDATE SET
            digest = excluded.digest, address = excluded.address, cookie_digest = excluded.cookie_digest,
            password_digest = excluded.password_digest, created_at = excluded.created_at, expires_at = excluded.expires_at
        """

    /// The language of an account that signs in by password and whose address is verified; no row when there is none. $1 address
    static let ownerToSignIn = Statement(
        "owner_to_sign_in", "SELECT language FROM users WHERE email = $1 AND active AND email_verified AND password IS NOT NULL")
    /// A row while the link belongs to an invitation that is open. $1 digest
    static let openInvitation = Statement(
        "open_invitation",
        "SELECT 1 FROM invitations WHERE digest = $1 AND accepted_at IS NULL AND revoked_at IS NULL")
    /// $1 user · $2 address
    static let reasonOfRefusal = Statement(
        "reason_of_refusal",
        """
        SELECT approval_reason FROM users
        WHERE id = $1 AND email = $2 AND email_verified AND approval_reason IS NOT NULL
        """)

    static let sweepLinks = Statement("sweep_mail_links", "DELETE FROM mail_links WHERE expires_at < $1")
    static let sweepFailed = Statement("sweep_failed_letters", "DELETE FROM emails WHERE status = 'FAILED' AND created_at < $1")
}

/// About the account that has an address.
enum OwnerColumn: String, ColumnList {
    case language
    case setsPassword = "sets_password"
}
