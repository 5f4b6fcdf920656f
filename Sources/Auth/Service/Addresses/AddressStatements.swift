import Audit
import AuthDomain
import Postgres

/// The statements about an account's own address.
enum AddressStatements {
    /// Takes a link of the account, which then does not work any more. $1 digest · $2 purpose · $3 user · $4 now
    static let take = Statement(
        "take_mail_link",
        """
        DELETE FROM mail_links WHERE digest = $1 AND purpose = $2 AND user_id = $3 AND expires_at > $4 RETURNING address
        """)
    /// The same for whichever account it belongs to. $1 digest · $2 now
    static let takeBack = Statement(
        "take_back_link",
        """
        DELETE FROM mail_links WHERE digest = $1 AND purpose = 'address_changed' AND expires_at > $2
        RETURNING \(LinkBackColumn.list)
        """)
    /// $1 digest · $2 user · $3 now · from $4 the entry
    static let verify = Statement(
        "verify_by_link",
        EntryStatements.account(
            .verifyAddress,
            with: """
                link AS (
                    DELETE FROM mail_links WHERE digest = $1 AND purpose = 'verification' AND user_id = $2 AND expires_at > $3
                    RETURNING address
                )
                """,
            """
            UPDATE users SET email_verified = true, version = users.version + 1, updated_at = $3
            FROM link WHERE users.id = $2 AND users.active AND users.email = link.address
            """, stamp: 4))
    /// No row when somebody else has the address. $1 user · $2 address · $3 now · from $4 the entry
    static let change = Statement(
        "change_address",
        EntryStatements.account(
            .address,
            """
            UPDATE users SET email = $2, email_verified = true, version = version + 1, updated_at = $3
            WHERE id = $1 AND active AND \(isFree)
            """, stamp: 4))
    /// The same, with a password that nobody knows and nothing valid that was handed out before. $4 hash · from $5 the entry
    static let changeBack = Statement(
        "change_address_back",
        EntryStatements.account(
            .addressUndo,
            """
            UPDATE users SET email = $2, email_verified = true, password = CASE WHEN password IS NOT NULL THEN $4 END,
                standing_since = $3, version = version + 1, updated_at = $3
            WHERE id = $1 AND active AND \(isFree)
            """, stamp: 5))
    private static let isFree = "NOT EXISTS (SELECT FROM users other WHERE other.email = $2 AND other.id <> $1)"

    /// Deletes links that were made for the old address, but not those that take a change back, unless they were made at or after $2.
    /// $1 user
    static let voidLinks = Statement(
        "void_mail_links",
        "DELETE FROM mail_links WHERE user_id = $1 AND (purpose <> 'address_changed' OR created_at >= $2::timestamptz)")
}

/// A link that takes a change of address back.
enum LinkBackColumn: String, ColumnList {
    case user = "user_id"
    case address
    case createdAt = "created_at"
}
