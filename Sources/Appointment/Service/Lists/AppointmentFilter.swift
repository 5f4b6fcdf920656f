import AppointmentDomain
import Contracts

/// Which appointments a list is about. Nothing set: all.
struct AppointmentFilter: Sendable, Equatable {
    /// Empty: any.
    var statuses: [AppointmentStatus] = []
    /// Dates on the wall of the doctor's zone, `to` exclusive.
    var from: CalendarDate?
    var to: CalendarDate?
    /// Starts, `before` exclusive.
    var startsFrom: Instant?
    var startsBefore: Instant?
    /// Only in everybody's list.
    var patient: UserID?
    var doctor: UserID?

    var isEmpty: Bool { self == AppointmentFilter() }
}
