import AppointmentDomain
import Contracts

/// A change of an appointment that is about to be made.
struct AppointmentChange: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case approve
        case reject(reason: String?)
        /// Nil notes leave those that are there.
        case complete(notes: String?)
        case uncomplete
        case cancel(reason: String?)
        /// Nil removes the notes.
        case annotate(notes: String?)
        /// `patient` and `doctor` are the appointment's own: bookings of either wait for the move.
        case reschedule(to: BookedTime, rules: RulesInUse, patient: UserID, doctor: UserID)

        var action: AppointmentAction {
            switch self {
            case .approve: .approve
            case .reject: .reject
            case .complete: .complete
            case .uncomplete: .uncomplete
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
    /// The entity tags it may be made at (If-Match), without their quotes, or versions; nil is any.
    var tags: [String]?
}

enum ChangeOutcome: Sendable {
    case changed(StoredAppointment)
    /// No such appointment, or somebody else's.
    case notFound
    /// It has none of the entity tags asked for.
    case otherVersion
    /// See `StoredAppointment.isReadable`.
    case unreadable
    case wrongState(AppointmentStatus)
    /// It is in the right state, and has been for too long.
    case tooLate
    /// Visits of the zone in which it was to be moved stand, or may stand, by other rules.
    case rulesUnsettled
    /// The doctor has another appointment at the time it was to be moved to.
    case slotTaken
    /// The patient has another appointment at that time.
    case patientBusy
}
