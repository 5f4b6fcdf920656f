import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Problem {
    static let noSuchAppointment = Problem(.notFound, "There is no such appointment, or it is not yours.")
    static let slotTaken = Problem(.slotTaken, "The doctor has another appointment at that time.")

    /// `is`: whether it is the patient who asks.
    static func patientBusy(is patient: Bool) -> Problem {
        Problem(.patientBusy, "\(patient ? "You have" : "The patient has") another appointment at that time.")
    }

    /// 409 with the state that does not allow the action.
    init(_ action: AppointmentAction, in state: AppointmentStatus) {
        self.init(.wrongState, "An appointment that is \(state.rawValue) cannot be \(action.participle).")
        self = with("state", state.rawValue)
    }

    /// 422 for a time that cannot be booked, or moved to.
    init(_ refusal: BookingRefusal) {
        let violation = refusal.violation
        self.init(refusal.code, "The time \(violation.detail).")
        errors = [FieldError(pointer: JSONPointer(validated: violation.pointer), code: .rule, detail: violation.detail)]
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
        }
    }
}
