import AppointmentDomain
import Contracts

/// A change of an appointment that is about to be made.
struct AppointmentChange: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case approve
        case reject(reason: String?)
        /// Nil notes leave those that are there.
        case complete(notes: String?)
        case cancel(reason: String?)
        /// Nil takes the notes away.
        case annotate(notes: String?)
        /// `patient` and `doctor` are the appointment's own: bookings of either wait for the move.
        case reschedule(to: BookedTime, patient: UserID, doctor: UserID)

        var action: AppointmentAction {
            switch self {
            case .approve: .approve
            case .reject: .reject
            case .complete: .complete
            case .cancel: .cancel
            case .annotate: .annotate
            case .reschedule: .reschedule
            }
        }
    }

    let id: AppointmentID
    let kind: Kind
    let person: UserID
    let role: Role
    /// The versions it may be made in (If-Match); nil is any.
    var versions: [Int64]?
}

enum ChangeOutcome: Sendable {
    case changed(StoredAppointment)
    /// No such appointment, or somebody else's.
    case notFound
    /// It is not in one of the versions asked for.
    case otherVersion
    case wrongState(AppointmentStatus)
    /// The doctor has another appointment at the time it was to be moved to.
    case slotTaken
    /// The patient has.
    case patientBusy
}
