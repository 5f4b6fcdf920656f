import Access
import Contracts
import Hosting
import Postgres

/// The first page of everybody's own appointments as it was last answered, for 30 s or until one of them changes. Other pages and
/// filtered ones come from the database.
struct MyListCache {
    let cache: PageCache
    let names: RedisNames
    let pool: PostgresPool

    func firstPage(of person: Principal, load: () async throws -> PageCache.Page) async throws -> PageCache.Page {
        let key = person.role == .doctor ? names.doctorAppointments(person.userID) : names.patientAppointments(person.userID)
        return try await cache.page(key, version: { try await version(of: person.userID) }, load: load)
    }

    /// A trigger increases it with every change of one of the person's appointments.
    private func version(of person: UserID) async throws(PostgresError) -> Int64 {
        guard let row = try await pool.query(ListStatements.version, [.id(person)]).first else { return 0 }
        return Int64(try row.int(0))
    }
}
