import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Problem {
    static let undoTooLate = Problem(
        .undoTooLate, "A completion can be taken back for \(ChangeStatements.undoMinutes) minutes, by whoever made it."
    ).with("state", AppointmentStatus.completed.rawValue)

    /// 409 with the state that does not allow the action.
    init(_ action: AppointmentAction, in state: AppointmentStatus) {
        self.init(.wrongState, "An appointment that is \(state.rawValue) cannot be \(action.participle).")
        self = with("state", state.rawValue)
    }
}

extension AppointmentAction {
    fileprivate var participle: String {
        switch self {
        case .approve: "approved"
        case .reject: "rejected"
        case .complete: "completed"
        case .cancel: "cancelled"
        case .reschedule: "moved"
        case .annotate: "annotated"
        case .uncomplete: "put back to approved"
        }
    }
}
