import Audit
import Postgres

/// The SQL that finds whose data somebody was refused.
enum OwnerStatements {
    /// $1 appointments
    static let ofAppointments = Statement(
        "audit_owners",
        """
        SELECT \(OwnerColumn.list) FROM (SELECT id AS object, patient_id AS person FROM appointments WHERE id = ANY($1::uuid[])) AS owned
        """)
}

extension AuditOwners {
    /// Patients see who has tried something at their appointments and was refused.
    static let ofAppointments = AuditOwners(of: AuditEvent.appointment, OwnerStatements.ofAppointments)
}
