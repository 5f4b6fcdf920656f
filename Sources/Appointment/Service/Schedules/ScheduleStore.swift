import AppointmentDomain
import Contracts

/// When doctors can be booked, as they have said.
protocol ScheduleStore {
    /// The doctor's schedule (the clinic's defaults when there is none) and absences that may touch `date`; what is taken is left
    /// out. Throws `PostgresError`, `UnknownZone`.
    func availability(of doctor: UserID, around date: CalendarDate) async throws -> Availability
}

/// A zone was stored that this machine's tables do not know: booking in another one would be wrong.
struct UnknownZone: Error, Equatable {
    let identifier: String
}
