/// A point in time, in microseconds since 1970-01-01T00:00:00Z without leap seconds: the resolution and scale of
/// PostgreSQL's `timestamptz`, so that a stored time goes out and comes back unchanged (keyset cursors depend on it).
///
/// Lies within the years 1 to 9999, the range RFC 3339 can write. What is made beyond either end is held at that end.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    /// 0001-01-01T00:00:00Z.
    package static let earliest = Instant(microseconds: .min)
    /// 9999-12-31T23:59:59.999999Z.
    package static let latest = Instant(microseconds: .max)

    private static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    package init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    package init(milliseconds: Int64) {
        self.init(microseconds: milliseconds.multipliedSaturating(by: 1000))
    }

    package init(seconds: Int64) {
        self.init(microseconds: seconds.multipliedSaturating(by: 1_000_000))
    }

    /// Whole seconds since the epoch, rounded down (RFC 7519's NumericDate).
    package var seconds: Int64 { microseconds.floored(by: 1_000_000) }

    /// Whole milliseconds since the epoch, rounded down.
    package var milliseconds: Int64 { microseconds.floored(by: 1000) }

    package func adding(seconds: Int64) -> Instant {
        Instant(microseconds: microseconds.addedSaturating(seconds.multipliedSaturating(by: 1_000_000)))
    }

    package func adding(minutes: Int) -> Instant {
        adding(seconds: Int64(minutes).multipliedSaturating(by: 60))
    }

    package func adding(days: Int) -> Instant {
        adding(seconds: Int64(days).multipliedSaturating(by: 86_400))
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
}

extension Int64 {
    func floored(by unit: Int64) -> Int64 {
        let quotient = self / unit
        return self % unit < 0 ? quotient - 1 : quotient
    }

    fileprivate func multipliedSaturating(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? ((self < 0) == (factor < 0) ? .max : .min) : product
    }

    fileprivate func addedSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
