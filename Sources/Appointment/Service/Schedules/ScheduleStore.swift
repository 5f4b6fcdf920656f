import AppointmentDomain
import Contracts
import Postgres

/// When doctors can be booked, as they have said. What one replica has changed, the next request to any other sees: the one thing that
/// is kept, `lastKnown`, decides nothing by itself. All but `replace`, `add` and `remove` throw `UnknownZone` beside `PostgresError`.
protocol ScheduleStore {
    /// What `current` has given last, in this process, which may be no longer so.
    func lastKnown(of doctor: UserID) -> VersionedSchedule?

    /// The doctor's schedule with the absences that are not over, and the version that it is.
    func current(of doctor: UserID, at now: Instant) async throws -> VersionedSchedule

    /// The doctor's schedule (the clinic's defaults when there is none) and absences that may touch `date`; what is taken is left
    /// out.
    func availability(of doctor: UserID, around date: CalendarDate) async throws -> Availability

    /// The same with what is taken, of several doctors and everything that may touch `window`; in the order of `doctors`.
    func availabilities(of doctors: [UserID], in window: Interval) async throws -> [Availability]

    /// The schedule with the absences that are not over, by their start.
    func schedule(of doctor: UserID, at now: Instant) async throws -> (schedule: DoctorSchedule, timeOff: [TimeOff])

    func replace(_ schedule: DoctorSchedule, of doctor: UserID) async throws

    /// False, and nothing kept, when the doctor has `TimeOff.limit` of them already.
    func add(_ timeOff: TimeOff, of doctor: UserID, at now: Instant) async throws(PostgresError) -> Bool

    /// False when it is not there, or is not this doctor's; without a doctor it may be anybody's.
    func remove(_ timeOff: TimeOffID, of doctor: UserID?) async throws(PostgresError) -> Bool
}

/// A doctor's schedule and absences, without what is taken, and their version: it grows when any of them changes.
struct VersionedSchedule: Sendable {
    let availability: Availability
    let version: Int
}

/// A zone was stored that this machine's tables do not know: booking in another one would be wrong.
struct UnknownZone: Error, Equatable {
    let identifier: String
}
