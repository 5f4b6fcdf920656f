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

    /// $1 the beginning of today
    private static let read = Statement(
        "statistics_read",
        """
        SELECT (SELECT count(*) FROM deliveries WHERE delivered_at >= $1),
               (SELECT count(*) FROM emails WHERE status = 'WAITING'), (SELECT count(*) FROM emails WHERE status = 'FAILED')
        """)

    let pool: PostgresPool

    func figures(since midnight: Instant) async throws(PostgresError) -> Figures {
        guard let row = try await pool.query(Self.read, [.instant(midnight)]).first else {
            preconditionFailure("a SELECT of counts has one row")
        }
        return Figures(deliveredToday: try row.int(0), emailsWaiting: try row.int(1), emailsFailed: try row.int(2))
    }
}
