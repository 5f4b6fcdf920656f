import Contracts
import Hosting
import Postgres

/// The book that a front desk works with: its doctors', or everybody's while it is assigned to none. It is asked for anew by every
/// request, so that a change of the assignment holds from the next one on.
struct DeskBook {
    let pool: PostgresPool

    /// Nil: everybody's.
    func doctors(of desk: UserID) async throws(PostgresError) -> Set<UserID>? {
        let rows = try await pool.query(BookStatements.doctors, [.id(desk)])
        guard !rows.isEmpty else { return nil }
        var doctors: Set<UserID> = []
        for row in rows { doctors.insert(try RowOf<BookColumn>(row).id(.doctor)) }
        return doctors
    }
}
