import Contracts
import Hosting
import Postgres

/// People's names, roles and active flags in appointment_db. Each method is one statement.
struct NameStore {
    let pool: PostgresPool

    /// Appointments renamed in one statement.
    private static let batch = 500

    /// From now on these people are booked under these names, and may do what these roles may, if they are active.
    func apply(_ changes: [UserChange]) async throws(PostgresError) {
        let values: [PostgresValue] = [
            .ids(changes.map(\.id)), .textArray(changes.map(\.name)), .intArray(changes.map { Int($0.version) }),
            .textArray(changes.map(\.role.rawValue)), .boolArray(changes.map(\.active)),
            .timestamptzArray(changes.map { $0.since?.microseconds }),
        ]
        _ = try await pool.query(NameStatements.learn, values)
    }

    /// Gives some of these people's appointments the names last learnt; returns how many, 0 when all have them.
    func rename(_ people: [UserID]) async throws(PostgresError) -> Int {
        try await pool.query(NameStatements.rename, [.ids(people), .int(Self.batch)]).affectedRows
    }

    /// Gives these people's records the names last learnt.
    func renameRecords(_ people: [UserID]) async throws(PostgresError) {
        _ = try await pool.query(NameStatements.renameRecords, [.ids(people)])
    }
}
