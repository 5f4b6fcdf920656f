import Postgres

/// The SQL that reads a log to check it, in one transaction that sees one moment.
enum CheckingStatements {
    /// Leaves in their order, each with its entry from a place on. $1 first · $2 limit · $3 from where on entries are read
    static let leaves = Statement(
        "audit_check_leaves",
        """
        SELECT \(LeafColumn.list), \(EntryColumn.allCases.map { "e." + $0.rawValue }.joined(separator: ", "))
        FROM audit_leaves l LEFT JOIN access_log e ON l.index >= $3::bigint AND e.at = l.entry_at AND e.id = l.entry_id
        WHERE l.index >= $1::bigint ORDER BY l.index LIMIT $2::bigint
        """)

    static let head = Statement("audit_check_head", "SELECT \(HeadColumn.list), \(MinimumColumn.list) FROM audit_head")

    /// All that were signed, in the order of their sizes.
    static let checkpoints = Statement(
        "audit_check_checkpoints", "SELECT \(SignedColumn.list) FROM audit_checkpoints ORDER BY size")

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

enum LeafColumn: String, ColumnList {
    case index = "l.index"
    case hash = "l.hash"
    case entryID = "l.entry_id"
    case isThere = "e.id IS NOT NULL"
    case hasItsSubjects = """
        coalesce(e.subjects = ARRAY(SELECT s.subject FROM access_subjects s WHERE s.at = e.at AND s.entry_id = e.id
                                    AND s.subject = ANY(e.subjects) ORDER BY s.subject), true)
        """
}

enum MinimumColumn: String, ColumnList { case minimum = "minimum_index" }

enum SignedColumn: String, ColumnList {
    case size, root, at, note
    case token = "timestamp_token"
}

enum StrayColumn: String, ColumnList { case id = "e.id" }

enum PlaceColumn: String, ColumnList { case index }
