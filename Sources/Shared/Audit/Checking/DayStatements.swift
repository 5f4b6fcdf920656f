import Postgres

/// The SQL that checks the end of a log, a piece at a time, and says who is at it.
enum DayStatements {
    /// $1 place
    static let time = Statement("audit_day_time", "SELECT \(TimeColumn.list) FROM audit_leaves WHERE index = $1::bigint")

    /// What was signed of a piece. $1 behind · $2 up to
    static let checkpoints = Statement(
        "audit_day_checkpoints",
        """
        SELECT \(SignedColumn.list) FROM audit_checkpoints WHERE size > $1::bigint AND size <= $2::bigint ORDER BY size
        """)

    /// Entries from a time on that should be in the tree and are not. $1 time
    static let unsealed = Statement(
        "audit_day_unsealed",
        """
        SELECT 1 FROM access_log e, audit_head h
        WHERE e.at >= $1::timestamptz AND (e.xid, e.id) <= (h.xid, h.entry_id)
          AND NOT EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = e.id)
        LIMIT 1
        """)

    /// A row for whoever is at it for the next minutes: nobody else, and nobody has done it. $1 holder · $2 day
    static let claim = Statement(
        "audit_night_claim",
        """
        UPDATE audit_checks SET holder = $1::uuid, held_until = clock_timestamp() + interval '10 minutes'
        WHERE day < $2::date AND (held_until < clock_timestamp() OR holder = $1::uuid) RETURNING 1
        """)

    /// $1 holder · $2 day · $3 when
    static let end = Statement(
        "audit_night_end",
        """
        UPDATE audit_checks SET day = $2::date, ended = $3::timestamptz, holder = NULL, held_until = 'epoch' WHERE holder = $1::uuid
        """)

    /// $1 holder
    static let release = Statement(
        "audit_night_release", "UPDATE audit_checks SET holder = NULL, held_until = 'epoch' WHERE holder = $1::uuid")

    static let last = Statement("audit_night_last", "SELECT \(LastCheckColumn.list) FROM audit_checks")
}

enum TimeColumn: String, ColumnList { case at = "entry_at" }

enum LastCheckColumn: String, ColumnList { case ended }
