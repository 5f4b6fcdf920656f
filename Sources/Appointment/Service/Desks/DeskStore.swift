import Audit
import Contracts
import Hosting
import Postgres

/// Desks' assignments in appointment_db.
struct DeskStore {
    let pool: PostgresPool

    func assignment(of desk: UserID) async throws(PostgresError) -> DeskAssignment {
        try DeskAssignment(RowOf(try await pool.query(DeskStatements.one, [.id(desk)])[0]))
    }

    /// Nil, and nothing changed: it has a version that is not allowed. Who changes a desk's waits for whoever is changing it.
    func assign(_ doctors: Set<UserID>, to desk: UserID, entry: AuditStamp, if allows: (Int64) -> Bool) async throws
        -> DeskAssignment?
    {
        try await pool.transaction { transaction in
            _ = try await transaction.query(DeskStatements.begin, [.id(desk)])
            let version = Int64(try await transaction.query(DeskStatements.lock, [.id(desk)])[0].int(0))
            guard allows(version) else { return nil }
            _ = try await transaction.query(DeskStatements.increase, [.id(desk)] + entry.values)
            _ = try await transaction.query(DeskStatements.remove, [.id(desk)])
            let doctors = doctors.sorted()
            _ = try await transaction.query(DeskStatements.add, [.id(desk), .ids(doctors)])
            return DeskAssignment(doctors: doctors, version: version + 1)
        }
    }
}
