import Postgres

/// The SQL of the table `idempotency_keys`.
enum IdempotencyStatements {
    /// One row: claimed, and under which id; or else what is there already. No row: another request was writing it at the same
    /// time.
    /// $1 user · $2 route · $3 key · $4 hash · $5 a new id · $6 now · $7 and $8: answers and claims older than this have expired
    static let claim = Statement(
        "idempotency_claim",
        """
        WITH claimed AS (
            INSERT INTO idempotency_keys AS k (user_id, route, key, request_hash, reference, started_at)
            VALUES ($1::uuid, $2::text, $3::text, $4::bytea, $5::uuid, $6::timestamptz)
            ON CONFLICT (user_id, route, key) DO UPDATE
            SET request_hash = EXCLUDED.request_hash, started_at = EXCLUDED.started_at, status = NULL, fields = NULL, body = NULL,
                reference = CASE WHEN k.status IS NULL AND k.request_hash = EXCLUDED.request_hash AND k.started_at >= $7::timestamptz
                                 THEN k.reference ELSE EXCLUDED.reference END
            WHERE k.started_at < $7::timestamptz OR (k.status IS NULL AND k.started_at < $8::timestamptz)
            RETURNING k.reference
        )
        SELECT \(ClaimColumn.list) FROM (
            SELECT true AS is_claimed, reference, NULL::bytea AS request_hash, NULL::bigint AS status, NULL::text AS fields,
                   NULL::bytea AS body
            FROM claimed
            UNION ALL
            SELECT false, NULL, request_hash, status::bigint, fields, body FROM idempotency_keys
            WHERE user_id = $1::uuid AND route = $2::text AND key = $3::text AND NOT EXISTS (SELECT FROM claimed)
        ) found
        """)

    /// $1 user · $2 route · $3 key · $4 id · $5 status · $6 fields · $7 body
    static let complete = Statement(
        "idempotency_complete",
        """
        UPDATE idempotency_keys SET status = $5::bigint, fields = $6::text, body = $7::bytea
        WHERE user_id = $1::uuid AND route = $2::text AND key = $3::text AND reference = $4::uuid AND status IS NULL
        """)

    static let free = Statement(
        "idempotency_free",
        """
        DELETE FROM idempotency_keys
        WHERE user_id = $1::uuid AND route = $2::text AND key = $3::text AND reference = $4::uuid AND status IS NULL
        """)

    static let removeOld = Statement(
        "idempotency_remove_old",
        """
        DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM idempotency_keys WHERE started_at < $1::timestamptz ORDER BY started_at LIMIT $2::bigint
            FOR UPDATE SKIP LOCKED))
        RETURNING 1
        """)
}

/// What stands under a key.
enum ClaimColumn: String, ColumnList {
    case isClaimed = "is_claimed"
    case reference
    case requestHash = "request_hash"
    case status, fields, body
}
