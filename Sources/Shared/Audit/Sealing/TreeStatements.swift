import Postgres

/// The SQL of one tree: of the one in use, of the one that takes its place, or of one that has ended.
struct TreeStatements: Sendable {
    static let current = TreeStatements(suffix: "")
    static let next = TreeStatements(suffix: "_next")
    static func ended(_ era: Int) -> TreeStatements { TreeStatements(suffix: "_\(era)") }

    /// $1 places · $2 entries · $3 their times · $4 hashes
    let addLeaves: Statement
    /// $1 first · $2 last
    let leaves: Statement
    /// Leaves in their order, each with its entry from a place on. $1 first · $2 limit · $3 from where on entries are read
    let leavesWithEntries: Statement
    /// The same leaves with no entries. $1 first · $2 limit
    let leavesAlone: Statement
    /// $1 level · $2 first · $3 last
    let tiles: Statement
    /// $1 level · $2 number
    let tile: Statement
    /// $1 level · $2 number · $3 hashes
    let addTile: Statement
    /// The newest.
    let checkpoint: Statement
    /// All that were signed, in the order of their sizes.
    let checkpoints: Statement
    /// $1 size · $2 root · $3 when · $4 note
    let addCheckpoint: Statement

    /// `suffix`: what the names of its tables end with.
    private init(suffix: String) {
        let (leafTable, tileTable, noteTable) = ("audit_leaves\(suffix)", "audit_tiles\(suffix)", "audit_checkpoints\(suffix)")
        addLeaves = Statement(
            "audit_leaves_add",
            """
            INSERT INTO \(leafTable) (index, entry_id, entry_at, hash)
            SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bytea[])
            """)
        leaves = Statement(
            "audit_leaves_of",
            "SELECT \(HashColumn.list) FROM \(leafTable) WHERE index BETWEEN $1::bigint AND $2::bigint ORDER BY index")
        leavesWithEntries = Statement(
            "audit_check_leaves",
            """
            SELECT \(LeafColumn.list), \(EntryColumn.allCases.map { "e." + $0.rawValue }.joined(separator: ", "))
            FROM \(leafTable) l LEFT JOIN access_log e ON l.index >= $3::bigint AND e.at = l.entry_at AND e.id = l.entry_id
            WHERE l.index >= $1::bigint ORDER BY l.index LIMIT $2::bigint
            """)
        leavesAlone = Statement(
            "audit_check_leaves_alone",
            """
            SELECT index, hash, entry_id, entry_at, false, true FROM \(leafTable)
            WHERE index >= $1::bigint ORDER BY index LIMIT $2::bigint
            """)
        tiles = Statement(
            "audit_tiles_of",
            """
            SELECT \(TileColumn.list) FROM \(tileTable) WHERE level = $1::bigint AND n BETWEEN $2::bigint AND $3::bigint ORDER BY n
            """)
        tile = Statement(
            "audit_tile", "SELECT \(TileColumn.list) FROM \(tileTable) WHERE level = $1::bigint AND n = $2::bigint")
        addTile = Statement(
            "audit_tiles_add", "INSERT INTO \(tileTable) (level, n, hashes) VALUES ($1::bigint, $2::bigint, $3::bytea)")
        checkpoint = Statement(
            "audit_checkpoint", "SELECT \(CheckpointColumn.list) FROM \(noteTable) ORDER BY size DESC LIMIT 1")
        checkpoints = Statement("audit_check_checkpoints", "SELECT \(SignedColumn.list) FROM \(noteTable) ORDER BY size")
        addCheckpoint = Statement(
            "audit_checkpoint_add",
            "INSERT INTO \(noteTable) (size, root, at, note) VALUES ($1::bigint, $2::bytea, $3::timestamptz, $4::text)")
    }
}

enum HashColumn: String, ColumnList { case hash }

enum TileColumn: String, ColumnList { case hashes }

enum CheckpointColumn: String, ColumnList { case size, at, note }

enum SignedColumn: String, ColumnList {
    case size, root, at, note
    case token = "timestamp_token"
}

enum LeafColumn: String, ColumnList {
    case index = "l.index"
    case hash = "l.hash"
    case entryID = "l.entry_id"
    case entryAt = "l.entry_at"
    case isThere = "e.id IS NOT NULL"
    case hasItsSubjects = """
        coalesce(e.subjects = ARRAY(SELECT s.subject FROM access_subjects s WHERE s.at = e.at AND s.entry_id = e.id
                                    AND s.subject = ANY(e.subjects) ORDER BY s.subject), true)
        """
}
