/// How far a server has come, by PostgreSQL's own functions, which everybody may execute by default.
enum StandbyStatements {
    static let primaryPosition = Statement(
        "primary_position",
        """
        SELECT \(PrimaryPosition.Column.list)
        FROM pg_control_system(), (SELECT pg_current_wal_flush_lsn() AS flushed) AS wal
        """, isBrief: true)

    static let standbyPosition = Statement(
        "standby_position",
        """
        SELECT \(StandbyPosition.Column.list)
        FROM pg_control_system(), pg_control_checkpoint(), pg_control_recovery()
        """)
}
