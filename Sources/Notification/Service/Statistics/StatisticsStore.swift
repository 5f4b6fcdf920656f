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
        let row = RowOf<FigureColumn>(try await pool.read(StatisticsStatements.read, [.instant(midnight)])[0])
        return Figures(
            deliveredToday: try row.int(.deliveredToday), emailsWaiting: try row.int(.emailsWaiting),
            emailsFailed: try row.int(.emailsFailed))
    }
}
