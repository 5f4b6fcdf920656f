import Postgres

/// The statement that counts.
enum StatisticsStatements {
    /// $1 the beginning of today
    static let read = Statement("statistics_read", "SELECT \(FigureColumn.list)")
}

enum FigureColumn: String, ColumnList {
    case deliveredToday = "(SELECT count(*) FROM deliveries WHERE delivered_at >= $1)"
    case emailsWaiting = "(SELECT count(*) FROM emails WHERE status = 'WAITING')"
    case emailsFailed = "(SELECT count(*) FROM emails WHERE status = 'FAILED')"
}
