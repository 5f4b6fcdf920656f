import Contracts

extension Zone {
    /// What an iCalendar object says about the zone.
    struct InCalendars {
        let zone: CalendarZone
        /// From then on it says nothing; nil when it says everything.
        let end: Instant?
    }

    /// The most changes that are listed one by one. No zone of the database needs as many for ten years; a visit beyond them is
    /// written in UTC.
    static let listedChanges = 100

    /// Under `name`, how the clocks stand from `start` to `end` at least. Changes that are not part of a yearly rule are listed one
    /// by one; after the last of them the rule is given, for ever (RFC 5545 section 3.6.5). So the length does not depend on how
    /// far ahead `end` is.
    func inCalendars(as name: String, from start: Instant, to end: Instant) -> InCalendars {
        var observances: [CalendarZone.Observance] = []
        var last = start.seconds
        if let yearly = beforeYearly(start.seconds) {
            return InCalendars(zone: CalendarZone(identifier: name, observances: yearly), end: nil)
        }
        if let change = rules.change(notAfter: start.seconds) {
            observances.append(observance(change))
            last = change.at
        } else {
            // It has always been so, as far as the data say.
            let type = rules.type(at: start.seconds)
            let epoch = min(0, start.seconds)
            observances.append(observance(ZoneRules.Change(at: epoch, type: type)))
        }
        var limit: Instant?
        while let change = rules.change(after: last) {
            if let yearly = yearly(from: change) {
                observances += yearly
                break
            }
            guard change.at <= end.seconds else { break }
            guard observances.count < Self.listedChanges else {
                limit = Instant(seconds: change.at)
                break
            }
            observances.append(observance(change))
            last = change.at
        }
        return InCalendars(zone: CalendarZone(identifier: name, observances: observances), end: limit)
    }

    /// The two changes of every year, if the rule made them twice before `second` already.
    private func beforeYearly(_ second: Int64) -> [CalendarZone.Observance]? {
        guard let newer = rules.change(notAfter: second), let older = rules.change(notAfter: newer.at - 1) else { return nil }
        return yearly(from: older)
    }

    /// `change` and the next one as rules, if nothing but these follows.
    private func yearly(from change: ZoneRules.Change) -> [CalendarZone.Observance]? {
        guard let begins = rules.yearlyFrom, change.at >= begins, let next = rules.change(after: change.at),
            let rule = rules.recurrence(of: change), let nextRule = rules.recurrence(of: next)
        else { return nil }
        return [observance(change, rule), observance(next, nextRule)]
    }

    private func observance(_ change: ZoneRules.Change, _ rule: String? = nil) -> CalendarZone.Observance {
        let before = rules.type(at: change.at - 1).offset
        return CalendarZone.Observance(
            isDaylight: change.type.isDaylight, onset: change.at + Int64(before), offsetBefore: before, offset: change.type.offset,
            name: change.type.name, rule: rule)
    }
}
