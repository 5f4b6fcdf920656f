import Postgres

private struct Undone: Error {}

extension PostgresPool {
    /// A transaction that is rolled back when `body` returns false. Returns what `body` returned.
    func unlessUndone(_ body: (PostgresTransaction) async throws -> Bool) async throws -> Bool {
        do {
            try await transaction { transaction in
                guard try await body(transaction) else { throw Undone() }
            }
            return true
        } catch is Undone {
            return false
        }
    }
}
