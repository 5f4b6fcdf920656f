import Postgres

/// What the relay asks of the database that holds the outbox.
enum OutboxStatements {
    /// Session-wide: held until unlocked or until the session ends, however it ends. $1: the key.
    static let lead = Statement("outbox_lead", "SELECT pg_try_advisory_lock($1)")

    /// Deletes what was delivered and reads what comes next, in one round trip. Ids are not handed out in the order of commits, so a
    /// row below those already read may still turn up: what is under way is named one by one, never by "above the last".
    /// $1: ids delivered · $2: ids under way · $3: keys that must wait · $4: at most so many rows.
    static let look = Statement(
        "outbox_look",
        """
        WITH published AS (
            DELETE FROM outbox WHERE id = ANY($1::bigint[])
        )
        SELECT id, event_id, type, key, payload, traceparent, created_at
        FROM outbox
        WHERE id NOT IN (SELECT unnest($1::bigint[] || $2::bigint[]))
          AND key NOT IN (SELECT unnest($3::text[]))
        ORDER BY id
        LIMIT $4
        """)

    /// How many rows wait and for how many seconds the oldest has.
    static let backlog = Statement(
        "outbox_backlog",
        """
        SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::double precision
        FROM outbox
        """)
}
