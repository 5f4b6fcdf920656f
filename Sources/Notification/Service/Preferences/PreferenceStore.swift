import Contracts
import NotificationDomain
import Postgres

/// What users have said about how they want to hear of things.
protocol PreferenceStore: Sendable {
    /// Only the types of which the user has said something.
    func preferences(of user: UserID) async throws(PostgresError) -> [NotificationPreference]

    /// Replaces those types; others stay. No type twice.
    func keep(_ preferences: [NotificationPreference], of user: UserID) async throws(PostgresError)
}
