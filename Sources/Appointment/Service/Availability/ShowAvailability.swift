import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// The times of one doctor that can be booked: one statement, the rest is computed.
struct ShowAvailability {
    static let daysRange = 1...62
    static let standardDays = 7

    let doctors: any DoctorDirectory
    let schedules: ScheduleStore
    let clock: WallClock

    struct Answer {
        let schedule: DoctorSchedule
        let days: [Availability.Day]
    }

    /// `days` days from `date` on, or from today on in the doctor's zone. Throws 404 `doctor_not_found`, 503 `auth_unavailable`,
    /// `schedule_unreadable`.
    func callAsFunction(of doctor: UserID, from date: CalendarDate?, days: Int, trace: TraceContext) async throws -> Answer {
        _ = try await doctors.bookable(doctor, trace: trace)
        let now = clock.instant
        let window = Interval.around(date ?? .today(now), days: days, now: now)
        guard let availability = try await schedules.availabilities(of: [doctor], in: window)[0]?.availability else {
            throw UnreadableSchedule(reason: "whoever runs the service has been told").problem
        }
        let zone = availability.schedule.zone
        let first = date ?? zone.wall(at: now)?.date ?? .today(now)
        return Answer(schedule: availability.schedule, days: availability.days(from: first, count: days, now: now))
    }
}

extension CalendarDate {
    /// Today in UTC: everywhere else it is the same date or a neighbour.
    static func today(_ now: Instant) -> CalendarDate { Zone.utc.wall(at: now)?.date ?? .earliest }
}

extension Interval {
    /// Holds what is to come of `days` days from `date` or the day before it on, in any zone, with everything that slots on them
    /// may touch.
    static func around(_ date: CalendarDate, days: Int, now: Instant) -> Interval {
        let midnight = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
        let start = max(midnight.adding(days: -2), now)
        guard let window = Interval(from: start, to: max(midnight.adding(days: days + 2), start.adding(days: 1))) else {
            preconditionFailure("it is the end of the year 9999")
        }
        return window
    }
}
