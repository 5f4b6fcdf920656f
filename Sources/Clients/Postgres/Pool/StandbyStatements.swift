/// How far a server has come, by PostgreSQL's own functions, which everybody may execute by default.
enum StandbyStatements {
    static let primaryPosition = Statement(
        "primary_position",
        """
        SELECT system_identifier, ('x' || substr(pg_walfile_name(flushed), 1, 8))::bit(32)::bigint, (flushed - '0/0'::pg_lsn)::bigint
        FROM pg_control_system(), (SELECT pg_current_wal_flush_lsn() AS flushed) AS wal
        """, isBrief: true)

    static let standbyPosition = Statement(
        "standby_position",
        """
        SELECT pg_is_in_recovery(), system_identifier, greatest(timeline_id, min_recovery_end_timeline)::bigint,
               coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)::bigint
        FROM pg_control_system(), pg_control_checkpoint(), pg_control_recovery()
        """)
}
