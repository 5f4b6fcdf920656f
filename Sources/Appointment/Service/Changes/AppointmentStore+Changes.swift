import AppointmentDomain
import Audit
import Contracts
import Hosting
import Postgres

extension AppointmentStore {
    /// Makes a change, if the appointment has one of its versions and is in a state that the table allows it in.
    func change(_ change: AppointmentChange, event: EventStamp, entry: AuditStamp) async throws(PostgresError) -> ChangeOutcome {
        guard let (statement, values) = change.statement(event, entry) else {
            preconditionFailure(
                "\(change.kind.action) by \(change.role) has no statement, and a role that may not is refused before")
        }
        let found: RowOf<ChangeColumn>?
        do throws(PostgresError) {
            found = try await pool.query(statement, values, attempts: Self.attempts).first.map { RowOf($0) }
        } catch {
            switch error.constraint {
            case "appointments_doctor_is_free": return .slotTaken
            case "appointments_patient_is_free": return .patientBusy
            default:
                if error.sqlState == .rulesUnsettled { return .rulesUnsettled }
                throw error
            }
        }
        guard let row = found, try row.bool(.isTheirs) else { return .notFound }
        if try row.bool(.isChanged) { return .changed(StoredAppointment(row: row.next())) }
        if try !row.bool(.isReadable) { return .unreadable }
        if try !row.bool(.matches) { return .otherVersion }
        let state = try row.status(.statusBefore)
        if case .moves = Transition.decide(change.kind.action, from: state, by: ActorRole(change.role)) { return .tooLate }
        return .wrongState(state)
    }
}
