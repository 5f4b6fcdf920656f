import Postgres

private struct Undone: Error {}

extension PostgresPool {
    /// A transaction that is rolled back when `body` answers false. Answers what it did.
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
