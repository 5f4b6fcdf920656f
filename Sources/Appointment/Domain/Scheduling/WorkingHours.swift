package import Contracts

/// One stretch of a doctor's working week, on the clock of the doctor's zone.
package struct WorkingHours: Sendable, Hashable {
    package let weekday: Weekday
    /// Minutes since midnight, 0 to 1439.
    package let opens: Int
    /// Minutes since midnight, after `opens`; 1440 is midnight at the day's end.
    package let closes: Int

    /// Nil unless 0 ≤ opens < closes ≤ 1440.
    package init?(_ weekday: Weekday, opens: Int, closes: Int) {
        guard 0 <= opens, opens < closes, closes <= 1440 else { return nil }
        self.weekday = weekday
        self.opens = opens
        self.closes = closes
    }

    /// From the texts of the API: `HH:MM`, and `24:00` for the end of the day. Nil when they are anything else or no stretch.
    package init?(_ weekday: Weekday, from: String, to: String) {
        guard let opens = Self.opening(from), let closes = Self.closing(to) else { return nil }
        self.init(weekday, opens: opens, closes: closes)
    }

    /// The minute of `HH:MM`.
    package static func opening(_ text: String) -> Int? { WallTime(text)?.minuteOfDay }
    /// The same, `24:00` being 1440.
    package static func closing(_ text: String) -> Int? { text == endOfDay ? 1440 : WallTime(text)?.minuteOfDay }

    package func overlaps(_ other: WorkingHours) -> Bool {
        weekday == other.weekday && opens < other.closes && other.opens < closes
    }

    /// `HH:MM`.
    package var from: String { WallTime(minuteOfDay: opens)?.description ?? "" }
    /// `HH:MM`, `24:00` for the end of the day.
    package var to: String { WallTime(minuteOfDay: closes)?.description ?? Self.endOfDay }

    private static let endOfDay = "24:00"
}
