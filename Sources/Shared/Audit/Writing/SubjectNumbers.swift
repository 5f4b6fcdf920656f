import Contracts
import Hosting
import Postgres

/// The pseudonyms that the log has for people, as this loop has read them. Confined to its loop.
final class SubjectNumbers {
    private let pool: PostgresPool
    private var known: [UserID: UUIDValue] = [:]

    private static let limit = 50_000
    private static let attempts = 4

    init(pool: PostgresPool) { self.pool = pool }

    /// The pseudonyms of these people; those who have none get one.
    func numbers(of people: some Sequence<UserID>) async throws(PostgresError) -> [UserID: UUIDValue] {
        var numbers: [UserID: UUIDValue] = [:]
        var missing: Set<UserID> = []
        for person in people {
            if let number = known[person] { numbers[person] = number } else { missing.insert(person) }
        }
        guard !missing.isEmpty else { return numbers }
        let rows = try await pool.query(AuditStatements.subjects, [.ids(missing.sorted())], attempts: Self.attempts)
        if known.count > Self.limit { known.removeAll(keepingCapacity: true) }
        for row in rows.map({ RowOf<SubjectColumn>($0) }) {
            let (person, subject) = (try row.id(.person) as UserID, try row.uuid(.subject))
            let number = UUIDValue(high: subject.high, low: subject.low)
            (known[person], numbers[person]) = (number, number)
        }
        return numbers
    }
}
