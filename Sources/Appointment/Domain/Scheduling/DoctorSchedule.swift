package import Contracts

/// When and how a doctor can be booked. A doctor who has set nothing has the defaults: any future time, thirty minutes long.
package struct DoctorSchedule: Sendable, Equatable {
    package static let slotRange = 5...480
    package static let bufferRange = 0...240
    package static let horizonRange = 1...3650
    package static let cutoffRange = 0...43_200
    package static let noticeRange = 0...43_200
    /// How many days ahead a doctor who has set no horizon can be booked: ten years.
    package static let longestHorizonDays = horizonRange.upperBound

    package var zone: Zone
    /// How long an appointment is.
    package var slotMinutes: Int
    /// How long after an appointment the next one may begin.
    package var bufferMinutes: Int
    /// How many days after today can be booked; nil is `longestHorizonDays`.
    package var horizonDays: Int?
    /// Up to how many minutes before the start the patient may cancel or move; 0 is up to the start.
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

    /// Whether every number is one that a schedule may have.
    package var isWithinRanges: Bool {
        Self.slotRange.contains(slotMinutes) && Self.bufferRange.contains(bufferMinutes)
            && (horizonDays.map(Self.horizonRange.contains) ?? true) && Self.cutoffRange.contains(cancellationCutoffMinutes)
            && Self.noticeRange.contains(minimumNoticeMinutes)
    }

    /// The stretches worked on a date, in order. Those that touch are joined, across midnights too, so that the last may reach into
    /// later days. Empty when the doctor does not work then, or has set no hours.
    package func openings(on date: CalendarDate) -> [Interval] { WorkingWeek(hours).openings(on: date, in: zone) }

    /// How many days after today can be booked.
    var horizon: Int { horizonDays ?? Self.longestHorizonDays }

    /// Whether a date can be booked already; past dates count as well.
    func isWithinHorizon(_ date: CalendarDate, now: Instant) -> Bool {
        guard let today = zone.wall(at: now)?.date else { return false }
        return date.daysSinceEpoch - today.daysSinceEpoch <= horizon
    }
}
