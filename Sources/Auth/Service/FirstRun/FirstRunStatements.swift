import Audit
import AuthDomain
import Postgres

/// The statements about the link of the first run.
enum FirstRunStatements {
    /// Replaces an earlier link; no row once there is an admin. $1 digest · $2 now · $3 end · from $4 the entry
    static let make = Statement(
        "make_first_run_link",
        """
        WITH made AS (
            INSERT INTO first_run_links (digest, created_at, expires_at)
            SELECT $1, $2::timestamptz, $3::timestamptz WHERE \(hasNoAdmin)
            ON CONFLICT (is_single) DO UPDATE SET
                digest = excluded.digest, created_at = excluded.created_at, expires_at = excluded.expires_at
            RETURNING is_single
        ), \(EntryStatements.entry(.makeFirstLink, from: "made", id: "NULL", version: nil, patient: nil, stamp: 4))
        SELECT is_single FROM made
        """)
    /// A row while the link works. $1 digest · $2 now
    static let find = Statement(
        "first_run_link", "SELECT 1 FROM first_run_links WHERE digest = $1 AND expires_at > $2 AND \(hasNoAdmin)")
    /// The first admin, with their first session. Nothing when the link does not work, or somebody has the address.
    /// $1 digest · $2 account · $3 address · $4 password · $5, $6 names · $7 language · $8 now · from $9 the session, from $18 the
    /// entry
    static let use = Statement(
        "use_first_run_link",
        """
        WITH link AS (
            DELETE FROM first_run_links WHERE digest = $1 AND expires_at > $8 AND \(hasNoAdmin) RETURNING is_single
        ), account AS (
            INSERT INTO users (id, email, password, first_name, last_name, role, language, created_at, updated_at)
            SELECT $2, $3, $4, $5, $6, 'ADMIN', $7, $8, $8 FROM link
            ON CONFLICT (email) DO NOTHING
            RETURNING id, version
        ), \(EntryStatements.entry(.firstAdmin, from: "account", patient: "id", stamp: 18)),
        \(SessionStatements.opening(9, of: "account"))
        """)

    private static let hasNoAdmin = "NOT EXISTS (SELECT FROM users WHERE role = 'ADMIN' AND active)"
}
