import Postgres

/// The SQL of appointments. What changes one is a single statement: appointment, history and event together or not at all.
enum AppointmentStatements {
    /// In the order of `StoredAppointment.Column`.
    static func columns(of table: String) -> String { "\(shownColumns(of: table)), \(table).doctor_free_at" }

    /// Those that an answer shows: all but the last.
    static func shownColumns(of table: String) -> String {
        [
            "id", "patient_id", "doctor_id", "patient_name", "doctor_name", "date", "time", "time_zone", "starts_at", "ends_at",
            "status", "reason", "notes", "cancelled_by", "cancellation_reason", "rejection_reason", "version", "created_at",
            "updated_at", "ambiguous",
        ].map { "\(table).\($0)" }.joined(separator: ", ")
    }

    /// `turn` makes bookings of one doctor, and of one patient, wait for each other in a fixed order before they insert. Without it
    /// the exclusion constraints still hold, but rivals for one slot insert first and then wait for each other: PostgreSQL must
    /// break the deadlock after deadlock_timeout (1 s), 49 times for 50 rivals.
    ///
    /// $1 id · $2 patient · $3 doctor · $4 patient's name · $5 doctor's name · $6 date · $7 time · $8 zone · $9 starts · $10 ends ·
    /// $11 doctor free · $12 ambiguous · $13 reason · $14 event id · $15 traceparent · $16 version of the schedule, without which no row
    static let book = Statement(
        "book",
        """
        WITH turn AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(least(doctor, patient)), pg_advisory_xact_lock(greatest(doctor, patient))
            FROM (SELECT uuid_hash_extended($3::uuid, 1) AS doctor, uuid_hash_extended($2::uuid, 1) AS patient) AS k
        ), booked AS (
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone,
                                      starts_at, ends_at, doctor_free_at, reason, ambiguous)
            SELECT $1::uuid, $2::uuid, $3::uuid, known_name($2::uuid, $4::text), known_name($3::uuid, $5::text), $6::date, $7::time, $8::text,
                   $9::timestamptz, $10::timestamptz, $11::timestamptz, $13::text, $12::boolean
            FROM turn
            WHERE $16::bigint = coalesce((SELECT version FROM schedule_versions WHERE doctor_id = $3::uuid), 0)
            RETURNING *
        ), history AS (
            INSERT INTO appointment_history (appointment_id, version, to_status, actor_id, actor_role)
            SELECT id, version, status, patient_id, 'PATIENT' FROM booked
        ), event AS (
            INSERT INTO outbox (event_id, type, key, payload, traceparent)
            SELECT $14::uuid, 'appointment.created', b.id::text,
                   appointment_event('appointment.created', b, b.patient_id, 'PATIENT'), $15::text
            FROM booked b
            RETURNING id, payload, created_at
        )
        SELECT \(shownColumns(of: "b")), e.id, e.payload, e.created_at FROM booked b CROSS JOIN event e
        """)

    /// What an earlier attempt at the same request has booked. $1 id · $2 patient
    static let made = Statement(
        "booked_before",
        "SELECT \(shownColumns(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND a.patient_id = $2::uuid")

    /// $1 id · $2 who must be one of the two, or null for an admin
    static let one = Statement(
        "one", "SELECT \(columns(of: "a")) FROM appointments a WHERE a.id = $1::uuid AND \(isVisible)", isBrief: true)

    /// No row: no such appointment for this person, since every one has the row of its booking. $1 and $2 as in `one`
    static let history = Statement(
        "history",
        """
        SELECT h.version, h.from_status, h.to_status, h.actor_id, h.actor_role, h.context, h.at
        FROM appointments a JOIN appointment_history h ON h.appointment_id = a.id
        WHERE a.id = $1::uuid AND \(isVisible)
        ORDER BY h.version
        """, isBrief: true)

    private static let isVisible = "($2::uuid IS NULL OR $2::uuid IN (a.patient_id, a.doctor_id))"

    static let ofPatient = list("of_patient", "a.patient_id = $1::uuid")
    static let ofDoctor = list("of_doctor", "a.doctor_id = $1::uuid")
    static let ofPatientFiltered = list("of_patient_filtered", "a.patient_id = $1::uuid", filter: filter)
    static let ofDoctorFiltered = list("of_doctor_filtered", "a.doctor_id = $1::uuid", filter: filter)
    /// Everybody's: $1 patient or null · $8 doctor or null
    static let everyone = list(
        "everyone", "($1::uuid IS NULL OR a.patient_id = $1::uuid)",
        filter: "\(filter) AND ($8::uuid IS NULL OR a.doctor_id = $8::uuid)")

    /// $5 states · $6 first day · $7 the day after the last; null leaves out the condition.
    private static let filter =
        " AND ($5::text[] IS NULL OR a.status = ANY($5::text[])) AND ($6::date IS NULL OR a.date >= $6::date)"
        + " AND ($7::date IS NULL OR a.date < $7::date)"

    /// $1 person · $2 and $3: start and id to go on after · $4 at most so many
    private static func list(_ name: StaticString, _ whose: String, filter: String = "") -> Statement {
        Statement(
            name,
            """
            SELECT \(shownColumns(of: "a"))
            FROM appointments a
            WHERE \(whose) AND (a.starts_at, a.id) < ($2::timestamptz, $3::uuid)\(filter)
            ORDER BY a.starts_at DESC, a.id DESC
            LIMIT $4::bigint
            """, isBrief: filter.isEmpty)
    }
}
