import Audit
import Postgres

/// The SQL of what time does, each a single statement: change, history, event and entry together or not at all. Replicas look at
/// the same time: rows that another one is working on are skipped.
enum DueStatements {
    /// Requests whose start has passed without an answer are cancelled by the system. A row each.
    /// $1 now · $2 why · $3 limit · $4 whether events say why the patient comes
    static let expire = Statement(
        "expire",
        """
        WITH due AS (
            SELECT id FROM appointments
            WHERE status = 'PENDING' AND starts_at <= $1::timestamptz
            ORDER BY starts_at
            LIMIT $3::bigint
            FOR UPDATE SKIP LOCKED
        ), moved AS (
            UPDATE appointments a
            SET status = 'CANCELLED', cancelled_by = 'SYSTEM', cancellation_reason = $2::text, version = a.version + 1,
                updated_at = $1::timestamptz
            FROM due d
            WHERE a.id = d.id AND a.status = 'PENDING' AND a.starts_at <= $1::timestamptz
            RETURNING a.*
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, from_status, to_status, actor_id, actor_role, context)
            SELECT id, version, 'PENDING', status, NULL, 'SYSTEM', $2::text FROM moved
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload)
            SELECT gen_random_uuid(), 'appointment.cancelled', m.id::text,
                   appointment_event('appointment.cancelled', m, NULL, 'SYSTEM', NULL, NULL, NULL, NULL, $4::boolean)
            FROM moved m
        ), \(EntryStatements.systemEntries(.expire, from: "moved", at: "$1::timestamptz"))
        SELECT 1 FROM moved
        """)

    /// Writes the event of each reminder that is due and was not sent for that start. The appointment is locked first: one that is
    /// being cancelled or moved is either not due any more, or changes after its reminder. People whose account is off are not
    /// reminded. One row a reminder.
    ///
    /// A reminder's moment may pass before the appointment was approved, or moved to its time: then there is nothing to remind of,
    /// and whoever was just told is not told again. Only one that we ourselves are late for is sent late; it says how much time is
    /// left, in steps of five minutes.
    /// $1 now · $2 minutes before the start · $3 those of the next reminder, or 0 · $4 limit · $5 as $4 of `expire`
    static let remind = Statement(
        "remind",
        """
        WITH due AS (
            SELECT a.* FROM appointments a
            WHERE a.status = 'APPROVED'
              AND a.starts_at > $1::timestamptz + make_interval(mins => $3::bigint::integer)
              AND a.starts_at <= $1::timestamptz + make_interval(mins => $2::bigint::integer)
              AND NOT EXISTS (
                  SELECT FROM reminders r
                  WHERE r.appointment_id = a.id AND r.kind = $2::bigint AND r.starts_at = a.starts_at)
              AND NOT EXISTS (SELECT FROM people p WHERE p.id = a.patient_id AND NOT p.active)
              AND a.starts_at - make_interval(mins => $2::bigint::integer) >= (
                  SELECT max(h.at) FROM appointment_history h
                  WHERE h.appointment_id = a.id AND h.to_status = 'APPROVED' AND (h.from_status <> 'APPROVED' OR h.context IS NOT NULL))
            ORDER BY a.starts_at
            LIMIT $4::bigint
            FOR UPDATE OF a SKIP LOCKED
        ), claimed AS (
            INSERT INTO reminders (appointment_id, kind, version, starts_at, sent_at)
            SELECT id, $2::bigint, version, starts_at, $1::timestamptz FROM due
            ON CONFLICT DO NOTHING
            RETURNING appointment_id
        )
        INSERT INTO outbox (event_id, type, key, payload)
        SELECT gen_random_uuid(), 'appointment.reminder', d.id::text,
               appointment_event('appointment.reminder', d, NULL, 'SYSTEM', NULL, NULL, NULL,
                   least($2::bigint, 5 * ceil(extract(epoch FROM d.starts_at - $1::timestamptz) / 300)::bigint), $5::boolean)
        FROM claimed c JOIN due d ON d.id = c.appointment_id
        RETURNING 1
        """)
}
