import Postgres

/// The SQL by which whole months go from a log, and what a wrong clock has put outside of the months.
enum PruningStatements {
    /// $1 when
    static let month = Statement("audit_prune_month_of", "SELECT \(MonthColumn.list)")

    /// Months with a partition of either table. $1 before
    static let months = Statement(
        "audit_prune_months",
        """
        SELECT DISTINCT \(NumberColumn.list) FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE i.inhparent IN ('access_log'::regclass, 'access_subjects'::regclass) AND c.relname ~ '_[0-9]{6}$'
          AND right(c.relname, 6) < to_char($1::timestamptz AT TIME ZONE 'UTC', 'YYYYMM')
        ORDER BY 1
        """)

    /// What goes, beyond what was announced in the same tree. $1 before · $2 and $3: before and place of that
    static let count = Statement(
        "audit_prune_count",
        """
        SELECT \(CountColumn.list) FROM access_log e LEFT JOIN audit_leaves l ON l.entry_id = e.id
        WHERE e.at < $1::timestamptz AND (e.at >= $2::timestamptz OR l.index IS NULL OR l.index >= $3::bigint)
        """)

    /// No row: the log is in another tree by now. $1 place · $2 tree
    static let setMinimum = Statement(
        "audit_prune_minimum", "UPDATE audit_head SET minimum_index = $1::bigint WHERE era = $2::bigint RETURNING 1")

    /// What was announced, when the tree in use says so.
    static let announced = Statement(
        "audit_prune_announced",
        """
        SELECT \(KeepingColumn.list(of: "k")) FROM audit_keeping k JOIN audit_head h ON h.era = k.era
        WHERE k.kind = 'entries' AND EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = k.entry_id)
        """)

    /// Nobody begins the log anew before the transaction ends. No row: somebody has. $1 tree
    static let holdTree = Statement("audit_prune_hold", "SELECT 1 FROM audit_head WHERE era = $1::bigint FOR SHARE")

    /// Entries outside of the months that were counted. $1 before · $2 place · $3 limit
    static let removeOthers = Statement(
        "audit_prune_others",
        """
        WITH old AS (
            SELECT e.at, e.id FROM access_log_rest e JOIN audit_leaves l ON l.entry_id = e.id
            WHERE e.at < $1::timestamptz AND l.index < $2::bigint LIMIT $3::bigint
        ), gone AS (
            DELETE FROM access_log_rest e USING old WHERE e.at = old.at AND e.id = old.id RETURNING e.at, e.id, e.subjects
        ), gone_subjects AS (
            DELETE FROM access_subjects s USING gone g WHERE s.at = g.at AND s.entry_id = g.id AND s.subject = ANY(g.subjects)
        )
        SELECT 1 FROM gone
        """)

    /// $1 month · $2 tree · $3 place · $4 transaction
    static let dropMonth = Statement(
        "audit_prune_drop", "SELECT audit_drop_month($1::text, $2::bigint, $3::bigint, $4::text::xid8)")
}

/// The beginning of a month (UTC).
enum MonthColumn: String, ColumnList { case begin = "date_trunc('month', $1::timestamptz, 'UTC')" }

/// 202611
enum NumberColumn: String, ColumnList { case number = "right(c.relname, 6)" }

enum CountColumn: String, ColumnList {
    case count = "count(*)"
    case last = "max(l.index)"
    case unsealed = "count(*) FILTER (WHERE l.index IS NULL)"
    /// Of those that are not counted yet no transaction is earlier.
    case xid = "pg_snapshot_xmin(pg_current_snapshot())::text"
}
