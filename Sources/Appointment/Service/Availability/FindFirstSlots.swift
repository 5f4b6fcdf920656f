import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// The first time that can be booked with each doctor of a specialization: one statement for all of them, and a second one only
/// when the days it has looked at do not answer the question.
struct FindFirstSlots {
    /// Days that are looked at at all; a doctor who cannot be booked in them is left out.
    static let days = 62
    /// Most doctors have a free time in these, over a weekend too.
    private static let firstDays = 6

    let doctors: any DoctorDirectory
    let schedules: any ScheduleStore
    let clock: WallClock

    struct Found {
        let specialist: Specialist
        let slot: BookedTime
    }

    /// Earliest first, at most `limit`, on `date` or later in each doctor's zone. Throws 503 `auth_unavailable`.
    func callAsFunction(in specialization: String, from date: CalendarDate?, limit: Int, trace: TraceContext) async throws
        -> [Found]
    {
        let specialists: [Specialist]
        do throws(DirectoryUnavailable) {
            specialists = try await doctors.specialists(in: specialization, trace: trace)
        } catch {
            throw error.problem
        }
        let now = clock.instant
        // Where the day has not begun yet it is still yesterday.
        let yesterday = CalendarDate.today(now).adding(days: -1) ?? .earliest
        let first = max(date ?? yesterday, yesterday)
        var found = try await slots(of: specialists, from: first, days: Self.firstDays, now)
        if found.count < specialists.count, !Self.suffice(found, limit, from: first) {
            let known = Set(found.map(\.specialist.doctor.id))
            let others = specialists.filter { !known.contains($0.doctor.id) }
            let later = first.adding(days: Self.firstDays) ?? .latest
            found += try await slots(of: others, from: later, days: Self.days - Self.firstDays, now)
        }
        return Array(found.sorted(by: Self.precedes).prefix(limit))
    }

    private func slots(of specialists: [Specialist], from first: CalendarDate, days: Int, _ now: Instant) async throws -> [Found] {
        guard !specialists.isEmpty else { return [] }
        let availabilities = try await schedules.availabilities(
            of: specialists.map(\.doctor.id), in: .around(first, days: days, now: now))
        return zip(specialists, availabilities).compactMap { specialist, availability in
            availability.firstSlot(from: first, days: days, now: now).map { Found(specialist: specialist, slot: $0) }
        }
    }

    /// Whether nobody who has no slot on the first days can have one before the last of the answer: elsewhere the day that follows
    /// them may have begun fourteen hours before it does in UTC.
    private static func suffice(_ found: [Found], _ limit: Int, from first: CalendarDate) -> Bool {
        guard found.count >= limit else { return false }
        let last = found.map(\.slot.startsAt).sorted()[limit - 1]
        return last < Instant(seconds: Int64(first.daysSinceEpoch + firstDays) * 86_400).adding(minutes: -14 * 60)
    }

    private static func precedes(_ a: Found, _ b: Found) -> Bool {
        (a.slot.startsAt, a.specialist.doctor.name, a.specialist.doctor.id)
            < (b.slot.startsAt, b.specialist.doctor.name, b.specialist.doctor.id)
    }
}
