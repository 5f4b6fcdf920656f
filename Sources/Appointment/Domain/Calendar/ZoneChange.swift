import Contracts
import Foundation

/// One change of a zone's clocks.
struct ZoneChange: Equatable {
    let at: Instant
    /// Seconds east of UTC, before and from then on.
    let offsetBefore: Int
    let offset: Int
    let isDaylight: Bool
    /// `CEST`
    let name: String
}

extension Zone {
    /// How the clocks stand at `start`, as if they had been changed then, and every change up to `end`.
    func changes(from start: Instant, to end: Instant) -> [ZoneChange] {
        var changes = [change(at: start, from: offset(at: start))]
        var date = Date(timeIntervalSince1970: Double(start.seconds))
        while let next = rules.nextDaylightSavingTimeTransition(after: date), next > date {
            let at = Instant(seconds: Int64(next.timeIntervalSince1970.rounded()))
            guard at <= end else { break }
            changes.append(change(at: at, from: offset(at: at.adding(seconds: -1))))
            date = next
        }
        return changes
    }

    private func change(at instant: Instant, from offset: Int) -> ZoneChange {
        let date = Date(timeIntervalSince1970: Double(instant.seconds))
        return ZoneChange(
            at: instant, offsetBefore: offset, offset: self.offset(at: instant), isDaylight: rules.isDaylightSavingTime(for: date),
            name: rules.abbreviation(for: date) ?? "")
    }
}
