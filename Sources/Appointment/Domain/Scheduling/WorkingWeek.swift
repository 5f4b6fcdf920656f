import Contracts

/// The hours of a week, and the stretches of time they make on a date. Nothing else reads hours: what is offered and what is
/// accepted both come from here.
struct WorkingWeek {
    /// By weekday, from Monday on, each in order.
    private let days: [[WorkingHours]]
    /// By weekday: whether work goes on from that day into the next one without a break.
    private let continues: [Bool]
    /// Around the clock, every day: such a week has no beginning, so its slots are counted from Monday's midnight.
    private let isEndless: Bool

    init(_ hours: [WorkingHours]) {
        let ordered = hours.sorted { $0.opens < $1.opens }
        let days = Weekday.allCases.map { weekday in ordered.filter { $0.weekday == weekday } }
        self.days = days
        continues = days.indices.map { day in
            days[day].last?.closes == 1440 && days[(day + 1) % 7].first?.opens == 0
        }
        isEndless =
            continues.allSatisfy(\.self)
            && days.allSatisfy { day in zip(day, day.dropFirst()).allSatisfy { $0.closes == $1.opens } }
    }

    /// In order; those that touch are joined, and those that end at midnight end there. Empty when nothing is worked on that date.
    func stretches(on day: WallDay) -> [Interval] {
        var stretches: [Interval] = []
        for hours in days[day.date.weekday.rawValue - 1] {
            guard let start = day.instant(of: hours.opens), let end = day.instant(of: hours.closes),
                let stretch = Interval(from: start, to: end)
            else { continue }
            if let last = stretches.last, stretch.start <= last.end,
                let joined = Interval(from: last.start, to: max(last.end, stretch.end))
            {
                stretches[stretches.count - 1] = joined
            } else {
                stretches.append(stretch)
            }
        }
        return stretches
    }

    func stretches(on date: CalendarDate, in zone: Zone) -> [Interval] { stretches(on: WallDay(date, in: zone)) }

    /// The same, joined across midnight too, over as many days as work goes on, so that the last may reach into later dates.
    func openings(on date: CalendarDate, in zone: Zone) -> [Interval] {
        var openings = stretches(on: date, in: zone)
        if let last = openings.popLast() { openings.append(last.extended(to: end(of: last, begunOn: date, in: zone, whole: true))) }
        return openings
    }

    /// Whether the first stretch of `date`, which is `first`, goes on from the day before.
    func goesOn(into date: CalendarDate, at first: Interval, in zone: Zone) -> Bool {
        guard let before = date.adding(days: -1), continues[before.weekday.rawValue - 1], !(isEndless && date.weekday == .monday)
        else { return false }
        return stretches(on: before, in: zone).last?.end == first.start
    }

    /// When the last stretch of a date ends, across midnights too.
    ///
    /// - Parameter whole: false ends a week without a break where its slots begin again.
    func end(of last: Interval, begunOn date: CalendarDate, in zone: Zone, whole: Bool = false) -> Instant {
        var (date, end) = (date, last.end)
        for _ in 0..<7 {
            guard continues[date.weekday.rawValue - 1], let next = date.adding(days: 1),
                whole || !(isEndless && next.weekday == .monday)
            else { return end }
            let stretches = stretches(on: next, in: zone)
            guard let morning = stretches.first, morning.start == end else { return end }
            end = morning.end
            guard stretches.count == 1 else { return end }
            date = next
        }
        return end
    }
}

extension Interval {
    fileprivate func extended(to end: Instant) -> Interval { Interval(from: start, to: max(end, self.end)) ?? self }
}
