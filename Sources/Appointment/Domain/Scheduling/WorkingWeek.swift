import Contracts

/// The hours of a week, and what stretches of time they are on a date.
struct WorkingWeek {
    /// By weekday, from Monday on, each in order.
    private let days: [[WorkingHours]]

    init(_ hours: [WorkingHours]) {
        let ordered = hours.sorted { $0.opens < $1.opens }
        days = Weekday.allCases.map { weekday in ordered.filter { $0.weekday == weekday } }
    }

    /// In order; those that touch are one, and those that end at midnight end there. Empty when nothing is worked on that date.
    func stretches(on day: WallDay) -> [Interval] {
        var stretches: [Interval] = []
        for hours in days[day.date.weekday.rawValue - 1] {
            guard let start = day.instant(of: hours.opens), let end = day.instant(of: hours.closes),
                let stretch = Interval(from: start, to: end)
            else { continue }
            Self.append(stretch, to: &stretches)
        }
        return stretches
    }

    /// The same, joined across midnight too, so that the last may reach into the next date.
    func openings(on date: CalendarDate, in zone: Zone) -> [Interval] {
        var openings = stretches(on: WallDay(date, in: zone))
        if let last = openings.last, let next = date.adding(days: 1),
            let morning = stretches(on: WallDay(next, in: zone)).first, morning.start == last.end
        {
            Self.append(morning, to: &openings)
        }
        return openings
    }

    private static func append(_ stretch: Interval, to stretches: inout [Interval]) {
        if let last = stretches.last, stretch.start <= last.end,
            let joined = Interval(from: last.start, to: max(last.end, stretch.end))
        {
            stretches[stretches.count - 1] = joined
        } else {
            stretches.append(stretch)
        }
    }
}
