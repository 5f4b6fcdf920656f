import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// The first time that can be booked with each doctor of a specialization, or with each doctor there is. What was found before is
/// returned again while nothing of the doctor has changed, which one statement says for all of them. The others are searched for in
/// the next days, and in more days only if these do not answer the question.
struct FindFirstSlots {
    /// Days that are searched at most; a doctor who cannot be booked in them is left out.
    static let days = 62
    /// How far each look goes: the earliest times of many doctors are near, and most have one within six days, over a weekend too.
    /// The appointments of its days are what a look costs.
    static let looks = [2, 6, days]

    let doctors: any DoctorDirectory
    let schedules: ScheduleStore
    let memory: FirstSlotMemory
    let clock: WallClock

    struct Found {
        let specialist: Specialist
        let slot: BookedTime

        var position: PagePosition { PagePosition(at: slot.startsAt, id: specialist.doctor.id.uuid) }
    }

    struct Page {
        let found: ArraySlice<Found>
        /// Nil on the last page.
        let next: PagePosition?
    }

    /// `some`: of these doctors alone. Earliest first, at most `limit` of those after `position`, on `date` or later in each doctor's zone. Each page is searched anew:
    /// a doctor whose first time has changed in between may stand on two pages or on none. Throws 503 `auth_unavailable`.
    func callAsFunction(
        in specialization: String, among some: Set<UserID>? = nil, from date: CalendarDate?, after position: PagePosition?,
        limit: Int,
        trace: TraceContext
    ) async throws -> Page {
        var specialists: [Specialist]
        do throws(AuthUnavailable) {
            specialists = try await doctors.specialists(in: specialization, trace: trace)
        } catch {
            throw error.problem
        }
        if let some { specialists.removeAll { !some.contains($0.doctor.id) } }
        return try await first(of: specialists, from: date, after: position, limit: limit)
    }

    /// The same for these doctors.
    func first(of specialists: [Specialist], from date: CalendarDate? = nil, after position: PagePosition? = nil, limit: Int)
        async throws -> Page
    {
        let now = clock.instant
        let first = Self.first(date, now: now)
        let isLater = { (found: Found) in position.map { Self.precedes($0, found.position) } ?? true }
        var search = Search(first: first, now: now, versions: try await versions(of: specialists))
        var found = specialists.compactMap { known(of: $0, search) }
        var others = Self.without(found, specialists)
        found.removeAll { !isLater($0) }
        // One more than asked for shows whether there is a next page.
        for days in Self.looks where !others.isEmpty && !Self.suffice(found, limit + 1, from: first, days: search.seen) {
            let more = try await look(for: others, days: days, search)
            others = Self.without(more, others)
            found += more.filter(isLater)
            search.seen = days
        }
        found.sort { Self.precedes($0.position, $1.position) }
        let shown = found.prefix(limit)
        return Page(found: shown, next: found.count > shown.count ? shown.last?.position : nil)
    }

    /// The first date to look at: not before yesterday, since there are zones where today has not begun.
    static func first(_ date: CalendarDate?, now: Instant) -> CalendarDate {
        let yesterday = CalendarDate.today(now).adding(days: -1) ?? .earliest
        return max(date ?? yesterday, yesterday)
    }

    private struct Search {
        let first: CalendarDate
        let now: Instant
        /// The versions of those about whom something may be remembered.
        let versions: [UserID: AvailabilityVersion]
        /// Days that have been looked at.
        var seen = 0
    }

    private func versions(of specialists: [Specialist]) async throws -> [UserID: AvailabilityVersion] {
        let doctors = specialists.map(\.doctor.id)
        guard let versions = try await schedules.versions(of: doctors) else { return [:] }
        return Dictionary(zip(doctors, versions)) { first, _ in first }
    }

    /// The first slot, when it is remembered.
    private func known(of specialist: Specialist, _ search: Search) -> Found? {
        let answer = search.versions[specialist.doctor.id].flatMap {
            memory.answer(of: specialist.doctor.id, $0, from: search.first, days: Self.days, now: search.now)
        }
        guard case .slot(let slot) = answer else { return nil }
        return Found(specialist: specialist, slot: slot)
    }

    /// Looks from the days seen so far up to the first `days`, without those who are known to have nothing there.
    private func look(for specialists: [Specialist], days: Int, _ search: Search) async throws -> [Found] {
        let from = search.first.adding(days: search.seen) ?? .latest
        let days = days - search.seen
        let unknown = specialists.filter { each in
            let version = search.versions[each.doctor.id]
            return version.flatMap { memory.answer(of: each.doctor.id, $0, from: from, days: days, now: search.now) } != .nothing
        }
        guard !unknown.isEmpty else { return [] }
        let availabilities = try await schedules.availabilities(
            of: unknown.map(\.doctor.id), in: .around(from, days: days, now: search.now))
        return zip(unknown, availabilities).compactMap { specialist, known in
            guard let known else { return nil }
            let finding = FirstSlotFinding(known.availability, from: from, days: days, now: search.now)
            if let version = known.version { memory.note(finding, of: specialist.doctor.id, version) }
            return finding.slot.map { Found(specialist: specialist, slot: $0) }
        }
    }

    private static func without(_ found: [Found], _ specialists: [Specialist]) -> [Specialist] {
        let doctors = Set(found.map(\.specialist.doctor.id))
        return specialists.filter { !doctors.contains($0.doctor.id) }
    }

    /// Whether nobody without a slot on the first `days` can have one before the last of the answer: in some zones the day after
    /// them may have begun fourteen hours earlier than in UTC.
    private static func suffice(_ found: [Found], _ limit: Int, from first: CalendarDate, days: Int) -> Bool {
        guard found.count >= limit else { return false }
        let last = found.map(\.slot.startsAt).sorted()[limit - 1]
        return last < Instant(seconds: Int64(first.daysSinceEpoch + days) * 86_400).adding(minutes: -14 * 60)
    }

    private static func precedes(_ a: PagePosition, _ b: PagePosition) -> Bool { (a.at, a.id) < (b.at, b.id) }
}
