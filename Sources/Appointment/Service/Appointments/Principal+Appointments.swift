import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Principal {
    /// 403 unless the state table lets the role do this in some state.
    func require(_ action: AppointmentAction) throws(Problem) {
        try require(Role.allCases.filter { !Transition.all(action, by: ActorRole($0)).isEmpty })
    }

    /// Who an appointment must concern to be seen; nil sees all.
    var viewer: UserID? { role == .admin ? nil : userID }
}
