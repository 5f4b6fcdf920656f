package import Contracts

/// What can be done to an appointment once it is booked.
package enum AppointmentAction: String, Sendable, CaseIterable {
    case approve
    case reject
    case complete
    /// Taking back a completion that was a mistake.
    case uncomplete
    case cancel
    case reschedule
    /// Writing notes.
    case annotate = "notes"

    /// The event that tells others; nil for notes, which concern nobody but the doctor.
    package var eventType: AppointmentEventType? {
        switch self {
        case .approve: .approved
        case .reject: .rejected
        case .complete: .completed
        case .uncomplete: .reopened
        case .cancel: .cancelled
        case .reschedule: .rescheduled
        case .annotate: nil
        }
    }
}
