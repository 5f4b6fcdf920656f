import AppointmentDomain
import Contracts
import Hosting
import ServiceRuntime

/// The next times that can be booked with each of a page of doctors, as a card shows them. Reads a few days at first, and more only
/// for those who have too few times on them.
struct FindNextSlots {
    static let countRange = 1...10
    /// Doctors asked about at once.
    static let doctorsLimit = 20

    let schedules: ScheduleStore
    let clock: WallClock

    struct Found {
        let schedule: DoctorSchedule
        /// In order, on dates in the doctor's zone.
        let slots: [BookedTime]
    }

    /// On `date` or later. Leaves out doctors whose schedule cannot be read.
    func callAsFunction(_ count: Int, of doctors: [UserID], from date: CalendarDate?) async throws -> [UserID: Found] {
        let now = clock.instant
        let first = FindFirstSlots.first(date, now: now)
        var found: [UserID: Found] = [:]
        var others = doctors
        for days in FindFirstSlots.looks where !others.isEmpty {
            let known = try await schedules.availabilities(of: others, in: .around(first, days: days, now: now))
            for (doctor, known) in zip(others, known) {
                guard let availability = known?.availability else { continue }
                found[doctor] = Found(
                    schedule: availability.schedule, slots: availability.slots(count, from: first, days: days, now: now))
            }
            others.removeAll { found[$0].map { $0.slots.count == count } ?? true }
        }
        return found
    }
}
