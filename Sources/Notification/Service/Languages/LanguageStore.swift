import Contracts
import Hosting
import Postgres

/// In which languages users want to be written to, in notification_db.
struct LanguageStore: Sendable {
    let pool: PostgresPool

    /// The languages of those who have chosen one, as far as is known here.
    func languages(of users: [UserID]) async throws(PostgresError) -> [UserID: Language] {
        var languages: [UserID: Language] = [:]
        for row in try await pool.query(LanguageStatements.read, [.ids(users)]) {
            let row = RowOf<LanguageColumn>(row)
            languages[try row.id(.user)] = Language(rawValue: try row.text(.language))
        }
        return languages
    }

    /// What auth says of users; of an older version nothing.
    func keep(_ changes: [UserChange]) async throws(PostgresError) {
        // A new account that has chosen none needs no row: nothing older can come later.
        let changes = changes.filter { $0.version > 1 || $0.language != nil }
        guard !changes.isEmpty else { return }
        let values: [PostgresValue] = [
            .ids(changes.map(\.id)), .textArray(changes.map(\.language?.rawValue)), .intArray(changes.map { Int($0.version) }),
        ]
        _ = try await pool.query(LanguageStatements.keep, values)
    }
}
