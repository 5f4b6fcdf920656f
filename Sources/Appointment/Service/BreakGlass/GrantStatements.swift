import Audit
import Hosting
import Postgres

/// The SQL of grants; `sql/appointment/0031_break_glass.sql` has the table. What changes one writes its entry in the access log, too.
enum GrantStatements {
    /// One row: whether there is such a patient, for a doctor another one's, and whether an earlier grant waits for its review; with the
    /// grant unless that refuses it. `turn`: two of one person wait for each other, and not within the constraint. Raises `break_glass_one_at_a_time` when one is running.
    /// All other admins are told at once, the patient unless it is to be later.
    /// $1 id · $2 patient · $3 who · $4 role · $5 name · $6 purpose · $7 reason · $8 minutes · $9 whether the patient is told later ·
    /// $10 whether staff are named · $11 traceparent · from $12 on an `AuditStamp`
    static let open = Statement(
        "grant_open",
        """
        WITH turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(uuid_hash_extended($3::uuid, 31))
        ), patient AS (
            SELECT a.* FROM appointments a
            WHERE a.patient_id = $2::uuid AND ($4::text <> 'DOCTOR' OR a.doctor_id <> $3::uuid)
            ORDER BY a.starts_at DESC, a.id DESC LIMIT 1
        ), earlier AS (
            SELECT EXISTS (SELECT FROM break_glass b WHERE b.actor_id = $3::uuid AND \(isOverdue("b"))) AS is_overdue
        ), opened AS (
            INSERT INTO break_glass (id, actor_id, actor_role, actor_name, patient_id, purpose, reason, ends_at, tell_at, told_at)
            SELECT $1::uuid, $3::uuid, $4::text, known_name($3::uuid, $5::text), p.patient_id, $6::text, $7::text,
                   now() + make_interval(mins => $8::bigint::integer),
                   now() + make_interval(hours => CASE WHEN $9::boolean THEN \(Grant.delayHours) ELSE 0 END),
                   CASE WHEN NOT $9::boolean THEN now() END
            FROM turn, patient p, earlier e WHERE NOT e.is_overdue
            RETURNING *
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload, traceparent)
            SELECT gen_random_uuid(), 'appointment.unsealed', p.id::text,
                   \(event(of: "p", by: "g", named: "$10", to: "r.id")), $11::text
            FROM opened g CROSS JOIN patient p CROSS JOIN LATERAL (
                SELECT g.patient_id AS id WHERE g.told_at IS NOT NULL
                UNION ALL
                SELECT n.id FROM people n
                WHERE n.role = 'ADMIN' AND n.active AND n.id <> g.actor_id AND n.id <> g.patient_id
            ) r
        ), \(EntryStatements.entry(.openGrant, from: "opened", version: nil, stamp: 12))
        SELECT \(OpeningColumn.list), \(Grant.Column.list(of: "g")), \(stateColumns("g"))
        FROM earlier e LEFT JOIN opened g ON true
        """)

    /// No row: there is none of theirs. With it as it is now if this has ended it. $1 id · $2 who · from $3 on an `AuditStamp`
    static let end = Statement(
        "grant_end",
        """
        WITH target AS (
            SELECT id, ends_at, ended_early FROM break_glass WHERE id = $1::uuid AND actor_id = $2::uuid FOR UPDATE
        ), ended AS (
            UPDATE break_glass b SET ends_at = now(), ended_early = true
            FROM target t WHERE b.id = t.id AND NOT t.ended_early AND t.ends_at > now()
            RETURNING b.*
        ), \(EntryStatements.entry(.endGrant, from: "ended", version: nil, stamp: 3))
        SELECT \(EndingColumn.list), \(Grant.Column.list(of: "g")), \(stateColumns("g"))
        FROM target t LEFT JOIN ended g ON true
        """)

    /// No row: there is none. With it as it is now if this has reviewed it. $1 id · $2 who · $3 verdict · $4 note · from $5 on an
    /// `AuditStamp`
    static let review = Statement(
        "grant_review",
        """
        WITH target AS (
            SELECT id, actor_id, ends_at, reviewed_at FROM break_glass WHERE id = $1::uuid FOR UPDATE
        ), reviewed AS (
            UPDATE break_glass b SET reviewed_by = $2::uuid, reviewed_at = now(), verdict = $3::text, note = $4::text
            FROM target t
            WHERE b.id = t.id AND t.actor_id <> $2::uuid AND t.ends_at <= now() AND t.reviewed_at IS NULL
            RETURNING b.*
        ), \(EntryStatements.entry(.reviewGrant, from: "reviewed", version: nil, stamp: 5))
        SELECT \(ReviewColumn.list), \(Grant.Column.list(of: "g")), \(stateColumns("g"))
        FROM target t LEFT JOIN reviewed g ON true
        """)

    /// The latest first. $1 whose, null for everybody's · $2 states · $3 and $4: start and id to go on after · $5 at most so many
    static let list = Statement(
        "grants",
        """
        SELECT \(Grant.Column.list(of: "g")), \(GrantStateColumn.list(of: "g"))
        FROM (SELECT b.*, \(stateColumns("b")) FROM break_glass b) g
        WHERE ($1::uuid IS NULL OR g.actor_id = $1::uuid) AND g.state = ANY($2::text[])
          AND (g.starts_at, g.id) < ($3::timestamptz, $4::uuid)
        ORDER BY g.starts_at DESC, g.id DESC LIMIT $5::bigint
        """)

    /// Tells the patients for whom it was to be later, a row each. $1 whether staff are named · $2 at most so many
    static let tell = Statement(
        "grants_tell",
        """
        WITH due AS (
            SELECT id FROM break_glass WHERE told_at IS NULL AND tell_at <= now() ORDER BY tell_at LIMIT $2::bigint
            FOR UPDATE SKIP LOCKED
        ), told AS (
            UPDATE break_glass b SET told_at = now() FROM due d WHERE b.id = d.id AND b.told_at IS NULL RETURNING b.*
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload)
            SELECT gen_random_uuid(), 'appointment.unsealed', a.id::text, \(event(of: "a", by: "g", named: "$1", to: "g.patient_id"))
            FROM told g CROSS JOIN LATERAL (
                SELECT * FROM appointments v WHERE v.patient_id = g.patient_id ORDER BY v.starts_at DESC, v.id DESC LIMIT 1
            ) a
        )
        SELECT 1 FROM told
        """)

    /// Grants that have simply run out: their end is an entry, once, with the mark that it was written. A row each. $1 now · $2 at most so many
    static let runOut = Statement(
        "grants_run_out",
        """
        WITH due AS (
            SELECT id FROM break_glass WHERE NOT end_recorded AND NOT ended_early AND ends_at <= now() ORDER BY ends_at LIMIT $2::bigint
            FOR UPDATE SKIP LOCKED
        ), ended AS (
            UPDATE break_glass b SET end_recorded = true FROM due d
            WHERE b.id = d.id AND NOT b.end_recorded AND NOT b.ended_early RETURNING b.*
        ), \(EntryStatements.systemEntries(.endGrant, from: "ended", version: nil, at: "$1::timestamptz"))
        SELECT 1 FROM ended
        """)

    static let overdue = Statement("grants_overdue", "SELECT count(*) FROM break_glass b WHERE \(isOverdue("b"))")

    private static func isOverdue(_ grant: String) -> String {
        "\(grant).reviewed_at IS NULL AND \(grant).starts_at < now() - interval '\(Grant.reviewHours) hours'"
    }

    private static func event(of appointment: String, by grant: String, named: String, to recipient: String) -> String {
        """
        access_event('appointment.unsealed', \(appointment), \(grant).actor_id, \(grant).actor_role, \(grant).purpose,
                     CASE WHEN \(named)::boolean THEN \(grant).actor_name END, \(recipient))
        """
    }

    /// Those of `GrantStateColumn`. The patient's name is the one their appointments know.
    private static func stateColumns(_ grant: String) -> String {
        """
        CASE WHEN \(grant).reviewed_at IS NOT NULL THEN '\(Grant.State.reviewed.rawValue)'
             WHEN \(grant).ends_at > now() THEN '\(Grant.State.running.rawValue)'
             WHEN \(isOverdue(grant)) THEN '\(Grant.State.overdue.rawValue)'
             ELSE '\(Grant.State.unreviewed.rawValue)' END AS state,
        (SELECT a.patient_name FROM appointments a WHERE a.patient_id = \(grant).patient_id
         ORDER BY a.starts_at DESC, a.id DESC LIMIT 1) AS patient_name
        """
    }
}

/// What became of a grant that was asked for.
enum OpeningColumn: String, ColumnList {
    case hasPatient = "EXISTS (SELECT FROM patient)"
    case isOverdue = "e.is_overdue"
    case isOpen = "g.id IS NOT NULL"
}

enum EndingColumn: String, ColumnList { case isEnded = "g.id IS NOT NULL" }

enum ReviewColumn: String, ColumnList {
    case isReviewed = "g.id IS NOT NULL"
    case isOwn = "t.actor_id = $2::uuid"
    case isRunning = "t.ends_at > now()"
}
