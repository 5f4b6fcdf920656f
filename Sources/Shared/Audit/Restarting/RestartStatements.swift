import Postgres

/// The SQL that begins a log anew, in one transaction that sees one moment.
enum RestartStatements {
    /// Waits for whoever seals, and for another who begins it anew; fails with 40001 when they have changed it.
    static let head = Statement("audit_restart_head", "SELECT \(HeadColumn.list), \(RestartColumn.list) FROM audit_head FOR UPDATE")

    static let nextTree = Statement("audit_restart_tree", "SELECT audit_next_tree()")

    /// All entries, whosever transactions they are of, in their order. $1 and $2: transaction and entry of the last · $3 limit
    static let entries = Statement(
        "audit_restart_entries",
        """
        SELECT \(EntryColumn.list) FROM access_log
        WHERE (xid, id) > ($1::xid8, $2::uuid) ORDER BY access_log.xid, access_log.id LIMIT $3::bigint
        """)

    /// $1 entry · $2 when · $3 event · $4 action · $5 role · $6 purpose · $7 commitment · $8 salt · $9 details
    static let addEntry = Statement(
        "audit_restart_entry",
        """
        INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment, salt, private)
        VALUES ($1::uuid, $2::timestamptz, $3::text, $4::text::"char", $5::text, $6::text, '{}', $7::bytea, $8::bytea, $9::text)
        """)

    /// $1 when
    static let keepHead = Statement(
        "audit_restart_keep",
        """
        INSERT INTO audit_eras (era, size, frontier, xid, entry_id, minimum_index, origin, restart_size, restart_xid, is_elsewhere,
                                ended)
        SELECT era, size, frontier, xid, entry_id, minimum_index, origin, restart_size, restart_xid, is_elsewhere, $1::timestamptz
        FROM audit_head
        """)

    /// $1 the tree that ends
    static let endEra = Statement("audit_restart_end", "SELECT audit_end_era($1::bigint)")

    /// $1 size · $2 frontier · $3 the transaction from which on those of this server follow · $4 the new tree's number · $5 its name
    static let replaceHead = Statement(
        "audit_restart_replace",
        """
        UPDATE audit_head
        SET size = $1::bigint, frontier = $2::bytea[], xid = $3::xid8, entry_id = '00000000-0000-0000-0000-000000000000', era = $4::bigint,
            minimum_index = 0, origin = $5::text, restart_size = $1::bigint, restart_xid = $3::xid8,
            is_elsewhere = false
        """)
}

enum RestartColumn: String, ColumnList {
    /// All transactions before it have ended.
    case horizon = "pg_snapshot_xmin(pg_current_snapshot())::text"
}
