import Audit
import Postgres

/// The SQL that tells patients who has looked at their data.
enum NoticeStatements {
    /// An admin's looks at appointments, and at who has looked at them: each patient is told once of each admin and day. What is read under a
    /// grant is told by the grant. $23 whether staff are named
    static let append = AuditStatements.append(
        "audit_append_telling",
        telling: """
            looked AS (
                SELECT (e.at AT TIME ZONE 'UTC')::date AS day, e.actor_id, p.person_id AS patient_id, min(e.purpose) AS purpose
                FROM entry e CROSS JOIN unnest(e.subjects) AS s (subject) JOIN audit_subjects p ON p.subject = s.subject
                WHERE e.role = 'ADMIN' AND e.outcome = \(AuditEntry.Outcome.success.rawValue) AND e.actor_id <> p.person_id
                  AND (e.event = '\(AuditEvent.readLog.name)' OR e.purpose = '\(AuditEntry.Purpose.administration.rawValue)'
                       AND e.event IN ('\(AuditEvent.read.name)', '\(AuditEvent.list.name)', '\(AuditEvent.history.name)'))
                GROUP BY 1, 2, 3
            ), claimed AS (
                INSERT INTO access_notices (day, actor_id, patient_id)
                SELECT day, actor_id, patient_id FROM looked ORDER BY day, actor_id, patient_id
                ON CONFLICT DO NOTHING
                RETURNING day, actor_id, patient_id
            ), told AS (
                INSERT INTO outbox (event_id, type, key, payload)
                SELECT gen_random_uuid(), 'appointment.viewed', a.id::text,
                       access_event('appointment.viewed', a, l.actor_id, 'ADMIN', l.purpose,
                                    CASE WHEN $23::boolean THEN (SELECT n.name FROM people n WHERE n.id = l.actor_id) END, l.patient_id)
                FROM claimed c
                JOIN looked l ON l.day = c.day AND l.actor_id = c.actor_id AND l.patient_id = c.patient_id
                CROSS JOIN LATERAL (
                    SELECT * FROM appointments v WHERE v.patient_id = l.patient_id ORDER BY v.starts_at DESC, v.id DESC LIMIT 1
                ) a
                RETURNING 1
            )
            """)

    /// Claims of days that are over. $1 today
    static let forget = Statement("notices_forget", "DELETE FROM access_notices WHERE day < $1::date - 1")
}
