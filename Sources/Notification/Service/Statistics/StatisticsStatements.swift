import Postgres

/// The statement that counts.
enum StatisticsStatements {
    /// $1 the beginning of today
    static let read = Statement(
        "statistics_read",
        """
        SELECT (SELECT count(*) FROM deliveries WHERE delivered_at >= $1),
               (SELECT count(*) FROM emails WHERE status = 'WAITING'), (SELECT count(*) FROM emails WHERE status = 'FAILED')
        """)
}
