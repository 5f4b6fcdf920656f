import Audit
import Contracts
import Hosting
import Postgres

extension AuditLog {
    /// An appointment is about to be shown.
    func disclosed(_ event: AuditEvent, by act: Act, _ appointment: StoredAppointment) async throws(PostgresError) {
        let object = AuditObject(try appointment.id.uuid, version: try appointment.version)
        try await disclosed(event, by: act, object, of: [try appointment.patientID])
    }
}
