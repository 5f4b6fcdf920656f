import Postgres
import Reactor

/// What the relay asks of the database that holds the outbox.
enum OutboxStatements {
    /// Leads from now on, unless somebody else does: no row then. A relay that has lost its session takes its own lease again at once;
    /// nobody can have led in between. $1: who · $2: microseconds of the lease.
    static let lead = Statement(
        "outbox_lead",
        """
        UPDATE outbox_lease
        SET fence = fence + 1, holder = $1::uuid, held_until = clock_timestamp() + $2::bigint * interval '1 microsecond'
        WHERE held_until < clock_timestamp() OR holder = $1::uuid
        RETURNING fence
        """)

    /// No row when another one leads. $1: the fence · $2: microseconds.
    static let renew = Statement(
        "outbox_renew",
        """
        UPDATE outbox_lease SET held_until = clock_timestamp() + $2::bigint * interval '1 microsecond'
        WHERE fence = $1::bigint
        RETURNING fence
        """)

    /// Others need not wait for the lease to end. $1: the fence.
    static let release = Statement(
        "outbox_release", "UPDATE outbox_lease SET held_until = '-infinity', holder = NULL WHERE fence = $1::bigint")

    /// Deletes what was delivered and reads what comes next, in one round trip, for the leader of this fence alone. Ids are not handed out
    /// in the order of commits, so a row below those already read may still turn up: what is under way is named one by one, never by
    /// "above the last".
    /// $1: ids delivered · $2: ids under way · $3: keys that must wait · $4: limit · $5: the fence.
    static let look = Statement(
        "outbox_look",
        """
        WITH published AS (
            DELETE FROM outbox WHERE id = ANY($1::bigint[]) AND EXISTS (SELECT FROM outbox_lease WHERE fence = $5::bigint)
        )
        SELECT \(OutboxRow.Column.list)
        FROM outbox
        WHERE id NOT IN (SELECT unnest($1::bigint[] || $2::bigint[]))
          AND key NOT IN (SELECT unnest($3::text[]))
          AND EXISTS (SELECT FROM outbox_lease WHERE fence = $5::bigint)
        ORDER BY id
        LIMIT $4
        """)

    /// Costs no more for millions of rows than for $1, beyond which it does not count.
    static let backlog = Statement("outbox_backlog", "SELECT \(OutboxBacklogColumn.list)")

    static let countLimit = 100_000
}

enum OutboxBacklogColumn: String, ColumnList {
    case waiting = "(SELECT count(*) FROM (SELECT FROM outbox LIMIT $1::bigint) AS counted)"
    case oldestSeconds =
        "coalesce(extract(epoch FROM clock_timestamp() - (SELECT created_at FROM outbox ORDER BY id LIMIT 1)), 0)::double precision"
}

extension Duration {
    /// As the statements take it: whole microseconds.
    var microseconds: Int { Int(nanoseconds / 1_000) }
}
