package import Postgres

extension PostgresPool {
    /// The same, tried up to `attempts` times: a statement that lost against another transaction has changed nothing.
    package func query(_ statement: Statement, _ values: [PostgresValue], attempts: Int) async throws(PostgresError)
        -> PostgresResult
    {
        var left = attempts
        while true {
            do throws(PostgresError) {
                return try await query(statement, values)
            } catch {
                left -= 1
                guard error.isConflict, left > 0 else { throw error }
            }
        }
    }
}
