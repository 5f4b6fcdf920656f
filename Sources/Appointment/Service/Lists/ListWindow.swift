import AppointmentDomain
import Contracts
import Postgres

/// Where the appointments of a stretch of days stand in the order of their starts, so that an index gives them and no others. A clock on
/// a wall is less than 24 hours off UTC: what starts in the middle has a date of the stretch, at its ends the date decides.
///
/// ```
///      first days: by date        by start alone         last days: by date
///   ──┼───────────┼───────────┼────────── … ──────────┼───────────┼───────────┼──▶ 00:00 UTC of each day
///    from       lower                                           upper        to
/// ```
struct ListWindow: Equatable {
    /// Days since 1970-01-01. All of a short stretch are last days.
    private(set) var firstDays = 0..<0
    private(set) var lastDays = 0..<0
    /// The bounds of what is found by start alone, in microseconds since 1970; the ends of Int64 are PostgreSQL's infinities.
    private(set) var lower = Int64.min
    private(set) var upper = Int64.max

    /// Up to this many days are asked for one by one.
    private static let shortStretch = 4

    /// `to` exclusive. Nil: there is no such day.
    init?(from: CalendarDate?, to: CalendarDate?) {
        let (first, end) = (from?.daysSinceEpoch, to?.daysSinceEpoch)
        if let first, let end {
            guard first < end else { return nil }
            if end - first <= Self.shortStretch {
                lastDays = first..<end
                upper = .min
                return
            }
        }
        if let first {
            firstDays = first..<first + 2
            lower = Self.midnight(first + 1)
        }
        if let end {
            lastDays = end - 2..<end
            upper = Self.midnight(end - 1)
        }
    }

    /// The starts that appointments of these days can have, those of other days among them.
    static func starts(from: CalendarDate?, to: CalendarDate?) -> Range<Int64> {
        let first = from.map { midnight($0.daysSinceEpoch - 1) } ?? .min
        return first..<max(first, to.map { midnight($0.daysSinceEpoch + 1) } ?? .max)
    }

    private static func midnight(_ day: Int) -> Int64 { Int64(day) * 86_400_000_000 }
}
