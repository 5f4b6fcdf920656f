import Contracts
import Hosting
import NotificationDomain
import Postgres

/// Preferences in notification_db; the statement that delivers reads them too.
struct PostgresPreferenceStore: PreferenceStore {
    /// $1 user
    private static let read = Statement("preferences_read", "SELECT type, in_app, email FROM preferences WHERE user_id = $1")
    /// $1 user · $2 types · $3 in_app · $4 email
    private static let keep = Statement(
        "preferences_keep",
        """
        INSERT INTO preferences (user_id, type, in_app, email)
        SELECT $1, type, in_app, email FROM unnest($2::text[], $3::boolean[], $4::boolean[]) AS t(type, in_app, email) ORDER BY type
        ON CONFLICT (user_id, type) DO UPDATE SET in_app = EXCLUDED.in_app, email = EXCLUDED.email
        """)

    let pool: PostgresPool

    func preferences(of user: UserID) async throws(PostgresError) -> [NotificationPreference] {
        var preferences: [NotificationPreference] = []
        for row in try await pool.query(Self.read, [.id(user)]) {
            // A type that a later version has known.
            guard let type = AppointmentEventType(rawValue: try row.text(0)) else { continue }
            preferences.append(NotificationPreference(type: type, inApp: try row.bool(1), email: try row.bool(2)))
        }
        return preferences
    }

    func keep(_ preferences: [NotificationPreference], of user: UserID) async throws(PostgresError) {
        _ = try await pool.query(
            Self.keep,
            [
                .id(user), .textArray(preferences.map(\.type.rawValue)), .boolArray(preferences.map(\.inApp)),
                .boolArray(preferences.map(\.email)),
            ])
    }
}
