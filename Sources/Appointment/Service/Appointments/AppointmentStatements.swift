import Postgres

/// The SQL of appointments. What changes one is a single statement: appointment, history and event together or not at all.
enum AppointmentStatements {
    /// In the order in which `Appointment.init(_:from:)` reads them.
    static func columns(of table: String) -> String {
        [
            "id", "patient_id", "doctor_id", "patient_name", "doctor_name", "date", "time", "time_zone", "starts_at", "ends_at",
            "doctor_free_at", "status", "reason", "notes", "cancelled_by", "cancellation_reason", "rejection_reason", "version",
            "created_at", "updated_at", "ambiguous",
        ].map { "\(table).\($0)" }.joined(separator: ", ")
    }

    /// `turn` makes bookings of one doctor, and of one patient, wait for each other in a fixed order before they insert. Without it
    /// the exclusion constraints still hold, but rivals for one slot insert first and then wait for each other: PostgreSQL must
    /// break the deadlock after deadlock_timeout (1 s), 49 times for 50 rivals.
    ///
    /// $1 id · $2 patient · $3 doctor · $4 patient's name · $5 doctor's name · $6 date · $7 time · $8 zone · $9 starts · $10 ends ·
    /// $11 doctor free · $12 reason · $13 event id · $14 traceparent · $15 ambiguous
    static let book = Statement(
        "book",
        """
        WITH turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(least(doctor, patient)), pg_advisory_xact_lock(greatest(doctor, patient))
            FROM (SELECT uuid_hash_extended($3::uuid, 1) AS doctor, uuid_hash_extended($2::uuid, 1) AS patient) AS k
        ), booked AS (
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone,
                                      starts_at, ends_at, doctor_free_at, reason, ambiguous)
            SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::date, $7::time, $8::text,
                   $9::timestamptz, $10::timestamptz, $11::timestamptz, $12::text, $15::boolean
            FROM turn
            RETURNING *
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, to_status, actor_id, actor_role)
            SELECT id, version, status, patient_id, 'PATIENT' FROM booked
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload, traceparent)
            SELECT $13::uuid, 'appointment.created', b.id::text,
                   appointment_event('appointment.created', b, b.patient_id, 'PATIENT'), $14::text
            FROM booked b
        )
        SELECT \(columns(of: "b")) FROM booked b
        """)

    /// What an earlier attempt at the same request has booked. $1 id · $2 patient
    static let made = Statement(
        "booked_before",
        "SELECT \(columns(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND a.patient_id = $2::uuid")

    /// No row: no such appointment. mine = false: another doctor's. changed = false with mine: in another state, or not in one of
    /// the versions asked for. The FOR UPDATE reads the newest version of the row, so that the loser of a race sees the winner's
    /// state and not its own snapshot's.
    ///
    /// $1 id · $2 doctor · $3 event id · $4 traceparent · $5 versions, or null for any
    static let approve = Statement(
        "approve",
        """
        WITH target AS (
            SELECT id, doctor_id = $2::uuid AS mine, status, version FROM appointments WHERE id = $1::uuid FOR UPDATE
        ), moved AS (
            UPDATE appointments a
            SET status = 'APPROVED', version = a.version + 1, updated_at = now()
            FROM target t
            WHERE a.id = t.id AND t.mine AND t.status = 'PENDING' AND ($5::bigint[] IS NULL OR t.version = ANY($5::bigint[]))
            RETURNING a.*
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, from_status, to_status, actor_id, actor_role)
            SELECT m.id, m.version, t.status, m.status, $2::uuid, 'DOCTOR' FROM moved m, target t
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload, traceparent)
            SELECT $3::uuid, 'appointment.approved', m.id::text, appointment_event('appointment.approved', m, $2::uuid, 'DOCTOR'), $4::text
            FROM moved m
        )
        SELECT t.mine, m.id IS NOT NULL AS changed, t.status AS status_before, t.version AS version_before, \(columns(of: "m"))
        FROM target t LEFT JOIN moved m ON true
        """)

    static let ofPatient = list("of_patient", whose: "patient_id")
    static let ofDoctor = list("of_doctor", whose: "doctor_id")

    /// $1 person · $2 and $3: start and id to go on after · $4 at most so many
    private static func list(_ name: StaticString, whose column: String) -> Statement {
        Statement(
            name,
            """
            SELECT \(columns(of: "a"))
            FROM appointments a
            WHERE a.\(column) = $1::uuid AND (a.starts_at, a.id) < ($2::timestamptz, $3::uuid)
            ORDER BY a.starts_at DESC, a.id DESC
            LIMIT $4::bigint
            """)
    }
}
