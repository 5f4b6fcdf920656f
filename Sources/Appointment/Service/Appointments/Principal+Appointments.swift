import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Principal {
    /// 403 unless the state table lets the role do this in some state.
    func require(_ action: AppointmentAction) throws(Problem) {
        try require(Role.allCases.filter { !Transition.all(action, by: ActorRole($0)).isEmpty })
    }

    /// As patient or doctor: how an appointment must concern them to be seen, by their role of now, so that a former doctor sees no
    /// patients any more. Nil sees all. 403 for the desk, which reads nobody's reasons and notes.
    func viewer() throws(Problem) -> Participant? {
        switch role {
        case .admin: return nil
        case .doctor: return .doctor(userID)
        case .patient: return .patient(userID)
        case .desk:
            try require(.patient, .doctor, .admin)
            return nil
        }
    }
}
