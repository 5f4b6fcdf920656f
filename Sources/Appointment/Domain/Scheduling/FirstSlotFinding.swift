package import Contracts

/// What a search for a doctor's first slot has found, and how long that answers later searches: while the doctor's schedule, absences and
/// visits stay what they were, time takes slots away from the front and adds days at the far end of the horizon, nothing else.
package struct FirstSlotFinding: Sendable, Equatable {
    /// The dates looked at, in the doctor's zone: from `from` up to `until`, or up to the slot's date.
    private var from: CalendarDate
    private var until: CalendarDate
    package let slot: BookedTime?
    private let zone: Zone
    private let minimumNoticeMinutes: Int
    private let today: CalendarDate?

    package enum Answer: Equatable {
        case slot(BookedTime)
        case nothing
    }

    /// Looks at `days` dates from `first` on.
    package init(_ availability: Availability, from first: CalendarDate, days: Int, now: Instant) {
        from = first
        until = first.adding(days: days) ?? .latest
        slot = availability.firstSlot(from: first, days: days, now: now)
        zone = availability.schedule.zone
        minimumNoticeMinutes = availability.schedule.minimumNoticeMinutes
        today = zone.wall(at: now)?.date
    }

    /// Both searches as one, if this one found nothing and `next`, made in the same state, goes on where it ended; otherwise `next`
    /// alone.
    package func followed(by next: FirstSlotFinding) -> FirstSlotFinding {
        guard slot == nil, today == next.today, from <= next.from, next.from <= until else { return next }
        var both = next
        both.from = from
        both.until = max(until, next.until)
        return both
    }

    /// What a search of `days` dates from `first` on finds at `now`, which must not be earlier than this finding's search. Nil:
    /// search.
    package func answer(from first: CalendarDate, days: Int, now: Instant) -> Answer? {
        guard first >= from else { return nil }
        let end = first.adding(days: days) ?? .latest
        if let slot {
            if end <= slot.date { return .nothing }
            guard slot.date >= first, slot.startsAt > now, slot.startsAt >= now.adding(minutes: minimumNoticeMinutes) else {
                return nil
            }
            return .slot(slot)
        }
        return end <= until && isSameDay(now) ? .nothing : nil
    }

    /// The horizon takes in another date with each day of the doctor's.
    private func isSameDay(_ now: Instant) -> Bool { today != nil && zone.wall(at: now)?.date == today }
}
