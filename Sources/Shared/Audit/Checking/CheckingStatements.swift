import Postgres

/// The SQL that reads a log to check it, in one transaction that sees one moment.
enum CheckingStatements {
    /// No other tree takes this one's place meanwhile. It comes before the transaction has its moment.
    static let hold = Statement(
        "audit_check_hold", "LOCK TABLE audit_head, audit_leaves, audit_tiles, audit_checkpoints IN ACCESS SHARE MODE")

    static let head = Statement("audit_check_head", "SELECT \(HeadColumn.list), \(MinimumColumn.list) FROM audit_head")

    /// Heads of the trees that have ended, in their order.
    static let eras = Statement(
        "audit_check_eras", "SELECT \(HeadColumn.list), \(MinimumColumn.list) FROM audit_eras ORDER BY audit_eras.era")

    /// Entries that should be in the tree and are not: their transactions are those of before its end.
    static let unsealed = Statement(
        "audit_check_unsealed",
        """
        SELECT \(StrayColumn.list) FROM access_log e, audit_head h
        WHERE (e.xid, e.id) <= (h.xid, h.entry_id) AND NOT EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = e.id)
        ORDER BY e.xid, e.id LIMIT 1
        """)

    /// Rows of the index of subjects that match no entry.
    static let straySubjects = Statement(
        "audit_check_subjects",
        """
        SELECT 1 FROM access_subjects s
        WHERE NOT EXISTS (SELECT FROM access_log e WHERE e.at = s.at AND e.id = s.entry_id AND s.subject = ANY(e.subjects)) LIMIT 1
        """)

    /// $1 entry
    static let place = Statement("audit_check_place", "SELECT \(PlaceColumn.list) FROM audit_leaves WHERE entry_id = $1::uuid")

    /// $1 place
    static let entry = Statement(
        "audit_check_entry",
        """
        SELECT \(EntryColumn.allCases.map { "e." + $0.rawValue }.joined(separator: ", "))
        FROM audit_leaves l JOIN access_log e ON e.at = l.entry_at AND e.id = l.entry_id WHERE l.index = $1::bigint
        """)
}

enum MinimumColumn: String, ColumnList { case minimum = "minimum_index" }

enum StrayColumn: String, ColumnList { case id = "e.id" }

enum PlaceColumn: String, ColumnList { case index }
