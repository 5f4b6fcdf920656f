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
        guard let opens = WallTime(from)?.minuteOfDay,
            let closes = to == Self.endOfDay ? 1440 : WallTime(to)?.minuteOfDay
        else { return nil }
        self.init(weekday, opens: opens, closes: closes)
    }

    /// `HH:MM`.
    package var from: String { WallTime(minuteOfDay: opens)?.description ?? "" }
    /// `HH:MM`, `24:00` for the end of the day.
    package var to: String { WallTime(minuteOfDay: closes)?.description ?? Self.endOfDay }

    private static let endOfDay = "24:00"
}
