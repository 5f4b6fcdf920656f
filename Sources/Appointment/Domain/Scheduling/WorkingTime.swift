package import Contracts

/// How long somebody works.
package enum WorkingTime {
    /// Whole minutes of a week's hours that lie in `absences`, which may overlap, on the dates from `from` up to `to`.
    package static func minutes(
        of hours: [WorkingHours], in zone: Zone, within absences: [Interval], from: CalendarDate, to: CalendarDate
    ) -> Int {
        let week = WorkingWeek(hours)
        let absences = joined(absences)
        var seconds: Int64 = 0
        for absence in absences {
            guard let first = zone.wall(at: absence.start)?.date else { continue }
            let last = zone.wall(at: absence.end)?.date ?? .latest
            var date = max(first, from)
            while date <= last, date < to {
                for stretch in week.stretches(on: date, in: zone) {
                    let (start, end) = (max(stretch.start, absence.start), min(stretch.end, absence.end))
                    if start < end { seconds += end.seconds - start.seconds }
                }
                guard let next = date.adding(days: 1) else { break }
                date = next
            }
        }
        return Int(seconds / 60)
    }

    private static func joined(_ intervals: [Interval]) -> [Interval] {
        var joined: [Interval] = []
        for interval in intervals.sorted(by: { $0.start < $1.start }) {
            guard let last = joined.last, interval.start <= last.end,
                let both = Interval(from: last.start, to: max(last.end, interval.end))
            else {
                joined.append(interval)
                continue
            }
            joined[joined.count - 1] = both
        }
        return joined
    }
}
