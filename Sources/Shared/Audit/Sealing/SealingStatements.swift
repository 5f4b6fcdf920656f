import Postgres

/// The SQL that gives entries their places in the tree. All of it runs in one transaction, which holds the row of the head.
enum SealingStatements {
    /// $1 origin
    static let begin = Statement(
        "audit_begin",
        """
        INSERT INTO audit_head (size, frontier, xid, entry_id, era, origin)
        VALUES (0, '{}', '0', '00000000-0000-0000-0000-000000000000', 1, $1::text)
        ON CONFLICT DO NOTHING
        """)

    /// No row: another replica is at it.
    static let head = Statement("audit_head", "SELECT \(HeadColumn.list) FROM audit_head FOR UPDATE SKIP LOCKED")

    static let headOnly = Statement("audit_head_read", "SELECT \(HeadColumn.list) FROM audit_head")

    /// Entries behind the head whose transactions, and all that began before them, have ended: nothing can come in between any more. In
    /// their order. $1 and $2: transaction and entry of the last that is sealed · $3 limit
    static let unsealed = Statement(
        "audit_unsealed",
        """
        SELECT \(EntryColumn.list) FROM access_log
        WHERE (xid, id) > ($1::xid8, $2::uuid) AND xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY access_log.xid, access_log.id LIMIT $3::bigint
        """)

    /// $1 places · $2 entries · $3 their times · $4 hashes
    static let addLeaves = Statement(
        "audit_leaves_add",
        """
        INSERT INTO audit_leaves (index, entry_id, entry_at, hash)
        SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bytea[])
        """)

    /// $1 first · $2 last
    static let leaves = Statement(
        "audit_leaves_of",
        "SELECT \(HashColumn.list) FROM audit_leaves WHERE index BETWEEN $1::bigint AND $2::bigint ORDER BY index")

    /// $1 level · $2 first · $3 last
    static let tiles = Statement(
        "audit_tiles_of",
        "SELECT \(TileColumn.list) FROM audit_tiles WHERE level = $1::bigint AND n BETWEEN $2::bigint AND $3::bigint ORDER BY n")

    /// $1 level · $2 number · $3 hashes
    static let addTile = Statement(
        "audit_tiles_add", "INSERT INTO audit_tiles (level, n, hashes) VALUES ($1::bigint, $2::bigint, $3::bytea)")

    /// $1 size · $2 frontier · $3 transaction · $4 entry
    static let advance = Statement(
        "audit_advance", "UPDATE audit_head SET size = $1::bigint, frontier = $2::bytea[], xid = $3::xid8, entry_id = $4::uuid")

    /// The newest.
    static let checkpoint = Statement(
        "audit_checkpoint", "SELECT \(CheckpointColumn.list) FROM audit_checkpoints ORDER BY size DESC LIMIT 1")

    /// $1 level · $2 number
    static let tile = Statement(
        "audit_tile", "SELECT \(TileColumn.list) FROM audit_tiles WHERE level = $1::bigint AND n = $2::bigint")

    /// $1 size · $2 root · $3 when · $4 note
    static let addCheckpoint = Statement(
        "audit_checkpoint_add",
        "INSERT INTO audit_checkpoints (size, root, at, note) VALUES ($1::bigint, $2::bytea, $3::timestamptz, $4::text)")

    /// The newest checkpoint, when no authority has dated it or another one since. $1 since when
    static let undated = Statement(
        "audit_checkpoint_undated",
        """
        SELECT \(CheckpointColumn.list) FROM audit_checkpoints
        WHERE timestamp_token IS NULL
            AND NOT EXISTS (SELECT FROM audit_checkpoints d WHERE d.timestamp_token IS NOT NULL AND d.at > $1::timestamptz)
        ORDER BY size DESC LIMIT 1
        """)

    /// $1 size · $2 token
    static let date = Statement(
        "audit_checkpoint_date",
        "UPDATE audit_checkpoints SET timestamp_token = $2::bytea WHERE size = $1::bigint AND timestamp_token IS NULL")

    /// What waits, up to a limit. $1 and $2: as in `unsealed` · $3 limit
    static let backlog = Statement(
        "audit_backlog",
        """
        SELECT \(BacklogColumn.list)
        FROM (SELECT at FROM access_log WHERE (xid, id) > ($1::xid8, $2::uuid) LIMIT $3::bigint) AS waiting
        """)
}

enum HeadColumn: String, ColumnList {
    case size
    case frontier =
        "(SELECT coalesce(string_agg(h, ''::bytea ORDER BY n), ''::bytea) FROM unnest(frontier) WITH ORDINALITY AS f (h, n))"
    case xid = "xid::text"
    case entryID = "entry_id"
    case origin
    case isElsewhere = "xid >= pg_snapshot_xmax(pg_current_snapshot())"
}

enum HashColumn: String, ColumnList { case hash }

enum TileColumn: String, ColumnList { case hashes }

enum CheckpointColumn: String, ColumnList { case size, at, note }

enum BacklogColumn: String, ColumnList {
    case count = "count(*)"
    case oldest = "min(at)"
}

/// An entry as the log has it.
enum EntryColumn: String, ColumnList {
    case id
    case xid = "xid::text"
    case at, event
    case action = "action::text"
    case outcome
    case actorID = "actor_id"
    case role
    case clientID = "client_id"
    case sessionID = "session_id"
    case tokenID = "token_id"
    case purpose
    case objectType = "object_type"
    case objectID = "object_id"
    case objectVersion = "object_version"
    case subjects, times
    case trace = "trace_id"
    case commitment, salt
    case details = "private"
}
