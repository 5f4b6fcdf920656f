/// Where an appointment stands. The moves between the states are AppointmentDomain's.
package enum AppointmentStatus: String, Sendable, CaseIterable {
    /// Newly made, waiting for the doctor.
    case pending = "PENDING"
    case approved = "APPROVED"
    case rejected = "REJECTED"
    case cancelled = "CANCELLED"
    case completed = "COMPLETED"

    /// Whether an appointment in this state keeps others out of its time; the database's exclusion constraints say the same.
    package var holdsItsTime: Bool {
        switch self {
        case .pending, .approved, .completed: true
        case .rejected, .cancelled: false
        }
    }
}
