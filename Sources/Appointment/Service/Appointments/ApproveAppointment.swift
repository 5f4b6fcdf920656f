import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting

/// A doctor accepts a request.
struct ApproveAppointment {
    let appointments: any AppointmentStore
    let commits: any CommitObserver
    let ids: IdentifierSource

    /// Throws 404 when it is not this doctor's, 409 `wrong_state` with `state`, 412 when If-Match names another version.
    func callAsFunction(_ id: String, by doctor: Principal, ifMatch: EntityTags, trace: TraceContext) async throws -> Appointment {
        guard let id = AppointmentID(id) else { throw Self.notFound }
        let event = EventStamp(id: ids.next(), traceparent: trace.traceparent)
        switch try await appointments.approve(id, by: doctor.userID, versions: ifMatch.versions, event: event) {
        case .changed(let appointment):
            await commits.committed(appointment)
            return appointment
        case .notFound: throw Self.notFound
        case .otherVersion: throw Problem(.preconditionFailed, "The appointment has changed since; read it again.")
        case .wrongState(let state):
            throw Problem(.wrongState, "Only a pending appointment can be approved; this one is \(state.rawValue).")
                .with("state", state.rawValue)
        }
    }

    private static let notFound = Problem(.notFound, "There is no such appointment, or it is not yours.")
}
