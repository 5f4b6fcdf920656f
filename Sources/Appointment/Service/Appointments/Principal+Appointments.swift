import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Principal {
    /// 403 unless the state table lets the role do this in some state.
    func require(_ action: AppointmentAction) throws(Problem) {
        try require(Role.allCases.filter { !Transition.all(action, by: ActorRole($0)).isEmpty })
    }

    /// How an appointment must concern them to be seen, by their role of now, so that a former doctor sees no patients any more. Nil
    /// sees all.
    var viewer: Participant? {
        switch role {
        case .admin: nil
        case .doctor: .doctor(userID)
        case .desk: .desk(userID)
        case .patient: .patient(userID)
        }
    }
}
