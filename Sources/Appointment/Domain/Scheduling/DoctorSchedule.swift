package import Contracts

/// When and how a doctor can be booked. A doctor who has set nothing has the defaults: any future time, thirty minutes long.
package struct DoctorSchedule: Sendable, Equatable {
    package static let slotRange = 5...480
    package static let bufferRange = 0...240
    package static let horizonRange = 1...3650
    package static let cutoffRange = 0...43_200
    package static let noticeRange = 0...43_200

    package var zone: Zone
    /// How long an appointment is.
    package var slotMinutes: Int
    /// How long after an appointment the next one may begin.
    package var bufferMinutes: Int
    /// How many days after today can be booked; nil is no limit.
    package var horizonDays: Int?
    /// Until how many minutes before the start the patient may cancel; 0 is no limit.
    package var cancellationCutoffMinutes: Int
    /// How many minutes before its start a time can be booked at the latest; 0 is no limit.
    package var minimumNoticeMinutes: Int
    /// The working week; empty when the doctor has set none.
    package var hours: [WorkingHours]

    package init(
        zone: Zone, slotMinutes: Int = 30, bufferMinutes: Int = 0, horizonDays: Int? = nil, cancellationCutoffMinutes: Int = 0,
        minimumNoticeMinutes: Int = 0, hours: [WorkingHours] = []
    ) {
        self.zone = zone
        self.slotMinutes = slotMinutes
        self.bufferMinutes = bufferMinutes
        self.horizonDays = horizonDays
        self.cancellationCutoffMinutes = cancellationCutoffMinutes
        self.minimumNoticeMinutes = minimumNoticeMinutes
        self.hours = hours
    }

    /// The stretches worked on a date, in order; those that touch are one, across midnight too, so that the last may reach into
    /// the next day. Empty when the doctor does not work then, or has set no hours.
    package func openings(on date: CalendarDate) -> [Interval] {
        var openings = joinedStretches(on: date)
        if let last = openings.last, let next = date.adding(days: 1), let morning = stretches(on: next).first,
            morning.start == last.end
        {
            Self.append(morning, to: &openings)
        }
        return openings
    }

    /// The same within the date: those that end at midnight end there.
    func joinedStretches(on date: CalendarDate) -> [Interval] {
        var openings: [Interval] = []
        for opening in stretches(on: date) { Self.append(opening, to: &openings) }
        return openings
    }

    func stretches(on date: CalendarDate) -> [Interval] {
        hours.filter { $0.weekday == date.weekday }.sorted { $0.opens < $1.opens }.compactMap { stretch in
            guard let start = bound(stretch.opens, on: date), let end = bound(stretch.closes, on: date) else { return nil }
            return Interval(from: start, to: end)
        }
    }

    private func bound(_ minute: Int, on date: CalendarDate) -> Instant? {
        if let time = WallTime(minuteOfDay: minute) { return zone.resolve(date, time).nearest }
        guard let next = date.adding(days: 1), let midnight = WallTime(minuteOfDay: minute - 1440) else { return nil }
        return zone.resolve(next, midnight).nearest
    }

    private static func append(_ opening: Interval, to openings: inout [Interval]) {
        if let last = openings.last, opening.start <= last.end,
            let joined = Interval(from: last.start, to: max(last.end, opening.end))
        {
            openings[openings.count - 1] = joined
        } else {
            openings.append(opening)
        }
    }
}
