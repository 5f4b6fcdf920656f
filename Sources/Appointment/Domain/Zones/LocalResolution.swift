package import Contracts

/// What a wall clock's time means as an instant; clocks that are put forward skip times, clocks that are put back repeat them.
package enum LocalResolution: Sendable, Equatable {
    case unique(Instant)
    /// The clock shows this time twice.
    case ambiguous(first: Instant, second: Instant)
    /// The clock never shows this time; it jumps over it at `skippedTo`.
    case nonexistent(skippedTo: Instant)

    /// The instant, the first of two, or the end of the gap: for the bounds of working hours, which need some instant.
    package var nearest: Instant {
        switch self {
        case .unique(let instant): instant
        case .ambiguous(let first, _): first
        case .nonexistent(let skippedTo): skippedTo
        }
    }
}
