import Contracts
import Hosting
import Postgres

/// What notification_db knows for the statistics.
struct StatisticsStore: Sendable {
    struct Figures: Sendable, Equatable {
        let deliveredToday: Int
        let emailsWaiting: Int
        let emailsFailed: Int
    }

    let pool: PostgresPool

    func figures(since midnight: Instant) async throws(PostgresError) -> Figures {
        let row = try await pool.read(StatisticsStatements.read, [.instant(midnight)])[0]
        return Figures(deliveredToday: try row.int(0), emailsWaiting: try row.int(1), emailsFailed: try row.int(2))
    }
}
