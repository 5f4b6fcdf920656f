import Access
import Contracts
import CoreHTTP

/// Whose records somebody sees.
enum PatientSight: Sendable, Equatable {
    /// The desk's, of all doctors' patients, and admins'.
    case all
    /// Of patients who have, or had, an appointment with this doctor, of those whom they have registered, and their own.
    case doctor(UserID)
    /// Their own.
    case own(UserID)

    init(of person: Principal) {
        self =
            switch person.role {
            case .desk, .admin: .all
            case .doctor: .doctor(person.userID)
            case .patient: .own(person.userID)
            }
    }
}
