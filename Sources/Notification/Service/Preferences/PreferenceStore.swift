import Audit
import Contracts
import Hosting
import NotificationDomain
import Postgres

/// Which notifications users want, in notification_db; the statement that delivers reads the table too.
struct PreferenceStore: Sendable {
    enum Column: String, ColumnList {
        case type
        case inApp = "in_app"
        case email
    }

    let pool: PostgresPool

    /// Only the types that the user has chosen for.
    func preferences(of user: UserID) async throws(PostgresError) -> [NotificationPreference] {
        var preferences: [NotificationPreference] = []
        for row in try await pool.query(PreferenceStatements.read, [.id(user)]).map({ RowOf<Column>($0) }) {
            // Nil for a type that only a later version knows.
            guard let type = AppointmentEventType(rawValue: try row.text(.type)) else { continue }
            preferences.append(
                NotificationPreference(
                    type: type, inApp: try row.bool(.inApp), email: try row.bool(.email)))
        }
        return preferences
    }

    /// Replaces those types; others stay. No type twice.
    func keep(_ preferences: [NotificationPreference], of user: UserID, entry: AuditStamp) async throws(PostgresError) {
        _ = try await pool.query(
            PreferenceStatements.keep,
            [
                .id(user), .textArray(preferences.map(\.type.rawValue)), .boolArray(preferences.map(\.inApp)),
                .boolArray(preferences.map(\.email)),
            ] + entry.values)
    }
}
