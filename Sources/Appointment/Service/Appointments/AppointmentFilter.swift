import AppointmentDomain
import Contracts

/// Which appointments a list is about. Nothing set: all.
struct AppointmentFilter: Sendable, Equatable {
    /// None is any.
    var statuses: [AppointmentStatus] = []
    /// Dates on the wall of the doctor's zone, `to` exclusive.
    var from: CalendarDate?
    var to: CalendarDate?
    /// In everybody's list only.
    var patient: UserID?
    var doctor: UserID?

    var isEmpty: Bool { self == AppointmentFilter() }

    /// As a query of the list's address; empty without conditions.
    var query: String {
        var parts: [String] = []
        if !statuses.isEmpty { parts.append("status=" + statuses.map(\.rawValue).joined(separator: ",")) }
        if let from { parts.append("from=\(from)") }
        if let to { parts.append("to=\(to)") }
        if let patient { parts.append("patientId=\(patient)") }
        if let doctor { parts.append("doctorId=\(doctor)") }
        return parts.joined(separator: "&")
    }
}
