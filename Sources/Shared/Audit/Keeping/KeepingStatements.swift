import Postgres

/// The SQL by which what is old goes from a log. Who holds the row of a kind is at it; the others pass.
enum KeepingStatements {
    /// $1 kind
    static let take = Statement(
        "audit_keeping_take",
        "SELECT \(KeepingColumn.list(of: "k")) FROM audit_keeping k WHERE k.kind = $1::text FOR UPDATE SKIP LOCKED")

    /// What was announced last, with the entry that says so and its leaf, if they are there.
    static let announced = Statement(
        "audit_keeping_announced",
        """
        SELECT \(KeepingColumn.list(of: "k")), \(AnnouncedColumn.list), \(EntryColumn.list(of: "e"))
        FROM audit_keeping k
        LEFT JOIN access_log e ON e.at = k.entry_at AND e.id = k.entry_id
        LEFT JOIN audit_leaves l ON l.entry_id = k.entry_id
        ORDER BY k.kind
        """)

    /// $1 to $6 kind, before, tree, entries, minimum, transaction · $7 entry · $8 when · $9 event · $10 action · $11 role · $12 purpose ·
    /// $13 commitment · $14 salt · $15 details
    static let announce = Statement(
        "audit_keeping_announce",
        """
        WITH entry AS (
            INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment, salt, private)
            VALUES ($7::uuid, $8::timestamptz, $9::text, $10::text::"char", $11::text, $12::text, '{}', $13::bytea, $14::bytea,
                    $15::text)
            RETURNING id, at
        )
        UPDATE audit_keeping
        SET before = $2::timestamptz, era = $3::bigint, entries = $4::bigint, minimum = $5::bigint, xid = $6::text::xid8,
            entry_at = entry.at, entry_id = entry.id
        FROM entry WHERE kind = $1::text
        """)

    /// A row when there is something in between. $1 and $2: time and id to go on after · $3 before
    static let isSomething = Statement(
        "audit_shred_is_something",
        """
        SELECT 1 FROM access_log
        WHERE at >= $1::timestamptz AND (at, id) > ($1::timestamptz, $2::uuid) AND at < $3::timestamptz LIMIT 1
        """)

    /// The next entries in the order of times, without their details from here on. $1 to $3 as before · $4 limit · $5 events that keep theirs
    static let shred = Statement(
        "audit_shred",
        """
        WITH batch AS MATERIALIZED (
            SELECT at, id FROM access_log
            WHERE at >= $1::timestamptz AND (at, id) > ($1::timestamptz, $2::uuid) AND at < $3::timestamptz
            ORDER BY at, id LIMIT $4::bigint
        ), shredded AS (
            UPDATE access_log e SET salt = NULL, private = NULL FROM batch b
            WHERE e.at = b.at AND e.id = b.id AND e.at >= $1::timestamptz AND e.at < $3::timestamptz
              AND (e.salt IS NOT NULL OR e.private IS NOT NULL) AND e.event <> ALL($5::text[])
            RETURNING 1
        )
        SELECT \(ShreddedColumn.list)
        """)

    /// $1 kind · $2 and $3: time and id
    static let done = Statement(
        "audit_keeping_done",
        "UPDATE audit_keeping SET done_at = $2::timestamptz, done_id = $3::uuid WHERE kind = $1::text")
}

enum KeepingColumn: String, ColumnList {
    case kind, before, era, entries, minimum
    case xid = "xid::text"
    case entryID = "entry_id"
    /// Whether the entry has its place in the tree.
    case isSealed = "entry_id IS NOT NULL AND EXISTS (SELECT FROM audit_leaves l WHERE l.entry_id = k.entry_id)"
    case doneAt = "done_at"
    case doneID = "done_id"
}

enum AnnouncedColumn: String, ColumnList {
    case isThere = "e.id IS NOT NULL"
    case place = "l.index"
    case hash = "l.hash"
}

enum ShreddedColumn: String, ColumnList {
    case read = "(SELECT count(*) FROM batch)"
    case shredded = "(SELECT count(*) FROM shredded)"
    case lastAt = "(SELECT at FROM batch ORDER BY at DESC, id DESC LIMIT 1)"
    case lastID = "(SELECT id FROM batch ORDER BY at DESC, id DESC LIMIT 1)"
}
