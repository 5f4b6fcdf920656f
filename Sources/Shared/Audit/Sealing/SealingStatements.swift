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

    /// Entries that came from another server were sealed when the tree was begun anew, though their transactions may be later ones than
    /// all of this server. A look-up for each entry, however many there are.
    private static let isNew = "(SELECT l.index FROM audit_leaves l WHERE l.entry_id = access_log.id) IS NULL"

    /// Entries behind the head whose transactions, and all that began before them, have ended: nothing can come in between any more. In
    /// their order. $1 and $2: transaction and entry of the last that is sealed · $3 limit
    static let unsealed = Statement(
        "audit_unsealed",
        """
        SELECT \(EntryColumn.list) FROM access_log
        WHERE (xid, id) > ($1::xid8, $2::uuid) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND \(isNew)
        ORDER BY access_log.xid, access_log.id LIMIT $3::bigint
        """)

    /// Of what waits, the first so many transactions' entries: one that began before it may keep it waiting for long after others, which
    /// began before both, have let a part of the log be sealed and signed. $1 and $2: as in `unsealed` · $3 limit
    static let oldest = Statement(
        "audit_oldest",
        """
        SELECT \(OldestColumn.list) FROM (
            SELECT at FROM access_log WHERE (xid, id) > ($1::xid8, $2::uuid) AND \(isNew)
            ORDER BY access_log.xid, access_log.id LIMIT $3::bigint) AS waiting
        """)

    /// $1 size · $2 frontier · $3 transaction · $4 entry
    static let advance = Statement(
        "audit_advance", "UPDATE audit_head SET size = $1::bigint, frontier = $2::bytea[], xid = $3::xid8, entry_id = $4::uuid")

    /// What `HeadColumn.isElsewhere` says stays so.
    static let markElsewhere = Statement(
        "audit_mark_elsewhere", "UPDATE audit_head SET is_elsewhere = true WHERE NOT is_elsewhere")

    /// The newest checkpoint, when no authority has dated it or another one since. $1 since when
    static let undated = Statement(
        "audit_checkpoint_undated",
        """
        SELECT \(CheckpointColumn.list) FROM audit_checkpoints
        WHERE timestamp_token IS NULL
            AND NOT EXISTS (SELECT FROM audit_checkpoints d WHERE d.timestamp_token IS NOT NULL AND d.at > $1::timestamptz)
        ORDER BY size DESC LIMIT 1
        """)

    /// $1 size · $2 token · $3 note: there may be another tree meanwhile
    static let date = Statement(
        "audit_checkpoint_date",
        """
        UPDATE audit_checkpoints SET timestamp_token = $2::bytea
        WHERE size = $1::bigint AND note = $3::text AND timestamp_token IS NULL
        """)

    /// What waits, up to a limit. $1 and $2: as in `unsealed` · $3 limit
    static let backlog = Statement(
        "audit_backlog",
        """
        SELECT \(BacklogColumn.list)
        FROM (SELECT at FROM access_log WHERE (xid, id) > ($1::xid8, $2::uuid) AND \(isNew) LIMIT $3::bigint) AS waiting
        """)
}

enum HeadColumn: String, ColumnList {
    case size
    case frontier =
        "(SELECT coalesce(string_agg(h, ''::bytea ORDER BY n), ''::bytea) FROM unnest(frontier) WITH ORDINALITY AS f (h, n))"
    case xid = "xid::text"
    case entryID = "entry_id"
    case origin, era
    case restartSize = "restart_size"
    case restartXID = "restart_xid::text"
    case isElsewhere = "is_elsewhere OR xid >= pg_snapshot_xmax(pg_current_snapshot())"
}

enum OldestColumn: String, ColumnList { case oldest = "min(at)" }

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
