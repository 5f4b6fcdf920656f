import Hosting
import Postgres

/// The SQL that shows people who has looked at their data.
enum AccessLogStatements {
    /// Latest first. A doctor has the name that is in the person's appointments.
    /// What a grant has let be done is not there before the person is told of it.
    /// $1 person · $2 and $3: time and id to go on before · $4 whether it was the person's own doing · $5 limit · $6 whether
    /// somebody else reads it · $7 whether all staff are named
    static let ofPerson = Statement(
        "access_log_of_person",
        """
        SELECT \(AccessColumn.list)
        FROM audit_subjects p
        JOIN access_subjects s ON s.subject = p.subject
        JOIN access_log e ON e.at = s.at AND e.id = s.entry_id
        LEFT JOIN LATERAL (
            SELECT a.doctor_name FROM appointments a WHERE a.patient_id = $1::uuid AND a.doctor_id = e.actor_id
            ORDER BY a.starts_at DESC LIMIT 1
        ) d ON e.role = 'DOCTOR'
        WHERE p.person_id = $1::uuid AND (s.at, s.entry_id) < ($2::timestamptz, $3::uuid)
          AND (e.actor_id IS NOT DISTINCT FROM $1::uuid) = $4::boolean
          AND ($6::boolean OR NOT EXISTS (
              SELECT FROM break_glass g
              WHERE g.patient_id = $1::uuid AND g.tell_at > now() AND e.xid >= g.xid
                AND (e.event LIKE 'break_glass.%' OR e.actor_id = g.actor_id AND e.purpose = g.purpose)))
        ORDER BY s.at DESC, s.entry_id DESC LIMIT $5::bigint
        """)
}

enum AccessColumn: String, ColumnList {
    case id = "e.id"
    case at = "e.at"
    case event = "e.event"
    case outcome = "e.outcome"
    case actorID = "e.actor_id"
    case role = "e.role"
    case client = "e.client_id"
    case purpose = "e.purpose"
    case objectType = "e.object_type"
    case objectID = "e.object_id"
    case times = "e.times"
    case doctorName =
        "coalesce(d.doctor_name, CASE WHEN $7::boolean THEN (SELECT n.name FROM people n WHERE n.id = e.actor_id) END)"
    /// Staff look for such purposes under a grant alone; at the log itself an admin may without.
    case isUnderGrant =
        "e.event LIKE 'break_glass.%' OR e.event LIKE 'appointment.%' AND e.role <> 'PATIENT' AND e.purpose IN ('BTG', 'HLEGAL', 'PATRQT')"
}
