/// A time of day as a clock on the wall shows it, to the minute: 00:00 to 23:59, in no zone.
package struct WallTime: Hashable, Comparable, Sendable {
    /// Minutes since midnight on the clock face, 0 to 1439.
    package let minuteOfDay: Int

    package static let midnight = WallTime()

    private init() { minuteOfDay = 0 }

    /// Nil outside 0 to 1439.
    package init?(minuteOfDay: Int) {
        guard (0..<1440).contains(minuteOfDay) else { return nil }
        self.minuteOfDay = minuteOfDay
    }

    /// Nil outside 00:00 to 23:59.
    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        minuteOfDay = hour * 60 + minute
    }

    package var hour: Int { minuteOfDay / 60 }
    package var minute: Int { minuteOfDay % 60 }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.minuteOfDay < right.minuteOfDay }
}

extension WallTime: LosslessStringConvertible, ASCIIText {
    @inlinable package static var longestText: Int { 5 }

    /// Reads `HH:MM`, both with two digits, and nothing else: no seconds, no `24:00`.
    package init?(_ text: String) {
        var digits = DigitReader(text)
        guard let hour = digits.number(of: 2), digits.skip(":"), let minute = digits.number(of: 2), digits.isAtEnd
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    /// `HH:MM`.
    @usableFromInline package func write(to text: inout OutputSpan<UInt8>) {
        let digits = ASCIIWord.pairs(UInt32(hour), UInt32(minute))
        var word = ASCIIWord()
        word.append(digits, 2)
        word.append(":")
        word.append(digits >> 16, 2)
        text.append(word)
    }
}
