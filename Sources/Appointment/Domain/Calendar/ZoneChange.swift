import Contracts

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
        var changes = [ZoneChange(at: start, offsetBefore: offset(at: start), rules.type(at: start.seconds))]
        while let last = changes.last, let next = rules.change(after: last.at.seconds), next.at <= end.seconds {
            changes.append(ZoneChange(at: Instant(seconds: next.at), offsetBefore: last.offset, next.type))
        }
        return changes
    }
}

extension ZoneChange {
    fileprivate init(at instant: Instant, offsetBefore: Int, _ type: LocalTimeType) {
        self.init(at: instant, offsetBefore: offsetBefore, offset: type.offset, isDaylight: type.isDaylight, name: type.name)
    }
}
