package import Contracts

/// A stretch of time, half open: `start` belongs to it, `end` does not. Never empty.
package struct Interval: Sendable, Hashable {
    package let start: Instant
    package let end: Instant

    /// Nil unless `start` is before `end`.
    package init?(from start: Instant, to end: Instant) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    package func overlaps(_ other: Interval) -> Bool {
        start < other.end && other.start < end
    }

    package func contains(_ other: Interval) -> Bool {
        start <= other.start && other.end <= end
    }
}
