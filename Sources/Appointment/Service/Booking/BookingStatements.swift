import Audit
import Hosting
import Postgres

/// The SQL of booking: appointment, history, event and entry in the access log in a single statement, together or not at all.
enum BookingStatements {
    /// `turn` makes bookings of one doctor, and of one patient, wait for each other in a fixed order before they insert. Without it
    /// the exclusion constraints still hold, but rivals for one slot insert first and then wait for each other: PostgreSQL must
    /// break the deadlock after deadlock_timeout (1 s), 49 times for 50 rivals.
    ///
    /// `claim_time` makes a record for who books for the first time (sql/appointment/0040_patients.sql).
    ///
    /// $1 id · $2 patient · $3 doctor · $4 patient's name · $5 doctor's name · $6 date · $7 time · $8 zone · $9 starts · $10 ends ·
    /// $11 doctor free · $12 ambiguous · $13 reason · $14 event id · $15 traceparent · $16 version of the schedule; with another
    /// one there is no row · $17 digest of the zone's rules · $18 whether they may be unsettled; raises CZ001 when they are
    /// otherwise · $19 whether the event says why the patient comes · $20 who books for the patient and $21 as what, null for the patient ·
    /// $22 whether the patient has an account · from $23 on an `AuditStamp`
    static let book = Statement(
        "book",
        """
        WITH turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(least(doctor, patient)), pg_advisory_xact_lock(greatest(doctor, patient))
            FROM (SELECT uuid_hash_extended($3::uuid, 1) AS doctor, uuid_hash_extended($2::uuid, 1) AS patient) AS k
        ), booked AS (
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone,
                                      starts_at, ends_at, doctor_free_at, reason, ambiguous, booked_by, booked_by_role,
                                      patient_has_account)
            SELECT $1::uuid, $2::uuid, $3::uuid, (names).patient_name, (names).doctor_name, $6::date, $7::time, $8::text,
                   $9::timestamptz, $10::timestamptz, $11::timestamptz, $13::text, $12::boolean, $20::uuid, $21::text, $22::boolean
            FROM (
                SELECT claim_time($1::uuid, $3::uuid, $2::uuid, $8::text, $17::text, $18::boolean, $9::timestamptz, $10::timestamptz,
                                  $11::timestamptz, $5::text, $4::text) AS names
                FROM turn
                WHERE $16::bigint = coalesce((SELECT version FROM schedule_versions WHERE doctor_id = $3::uuid), 0)
            ) AS claimed
            RETURNING *
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, to_status, actor_id, actor_role)
            SELECT id, version, status, coalesce($20::uuid, patient_id), coalesce($21::text, 'PATIENT') FROM booked
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload, traceparent)
            SELECT $14::uuid, 'appointment.created', b.id::text,
                   appointment_event('appointment.created', b, coalesce($20::uuid, b.patient_id), coalesce($21::text, 'PATIENT'),
                                     NULL, NULL, NULL, NULL, $19::boolean), $15::text
            FROM booked b
            RETURNING id, payload, created_at
        ), \(EntryStatements.entry(.book, from: "booked", stamp: 23))
        SELECT \(StoredAppointment.Column.list(of: "b")), \(BookedEventColumn.list(of: "e")) FROM booked b CROSS JOIN event e
        """)

    /// What an earlier attempt at the same request has booked. $1 id · $2 patient
    static let made = Statement(
        "booked_before",
        "SELECT \(StoredAppointment.Column.list(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND a.patient_id = $2::uuid"
    )
}
