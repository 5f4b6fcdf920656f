import Audit
import Postgres

/// The SQL that compares the access log with the history of appointments.
enum HistoryStatements {
    /// A row for a step of an appointment that has no entry, from the beginning of the log on.
    static let unrecorded = Statement(
        "audit_unrecorded",
        """
        SELECT 1
        FROM (SELECT * FROM appointment_history WHERE at > \(AuditStatements.beginning)) h
        WHERE NOT EXISTS (
            SELECT FROM access_log e
            WHERE e.object_type = 'Appointment' AND e.object_id = h.appointment_id AND e.object_version = h.version
              AND e.action IN ('C', 'U') AND e.outcome = 0)
        LIMIT 1
        """)
}
