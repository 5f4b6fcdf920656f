import Audit
import Hosting
import Postgres

/// The statements about preferences.
enum PreferenceStatements {
    /// $1 user
    static let read = Statement("preferences_read", "SELECT \(PreferenceStore.Column.list) FROM preferences WHERE user_id = $1")
    /// $1 user · $2 types · $3 in_app · $4 email · from $5 on an `AuditStamp`
    static let keep = Statement(
        "preferences_keep",
        """
        WITH kept AS (
            INSERT INTO preferences (user_id, type, in_app, email)
            SELECT $1::uuid, type, in_app, email
            FROM unnest($2::text[], $3::boolean[], $4::boolean[]) AS t(type, in_app, email) ORDER BY type
            ON CONFLICT (user_id, type) DO UPDATE SET in_app = EXCLUDED.in_app, email = EXCLUDED.email
        ), \(EntryStatements.entry(
            .keepPreferences, from: "(VALUES ($1::uuid)) AS whose (id)", id: "NULL::uuid", version: nil, patient: nil, stamp: 5))
        SELECT 1
        """)
}
