import Postgres

enum DatabaseStatements {
    /// Whether the database answers.
    static let question = Statement("is_ready", "SELECT 1", isBrief: true)
}
