import Glibc
import Synchronization

/// The time of day, as an argument: the system's, or one that a test sets.
package struct WallClock: Sendable {
    private enum Source: Sendable {
        case system
        case manual(ManualWallClock)
    }

    private let source: Source

    package static let system = WallClock(source: .system)

    package static func fixed(_ epochMilliseconds: Int64) -> WallClock { ManualWallClock(epochMilliseconds).clock }

    fileprivate static func manual(_ clock: ManualWallClock) -> WallClock { WallClock(source: .manual(clock)) }

    private init(source: Source) { self.source = source }

    /// Milliseconds since 1970-01-01T00:00:00Z. May step back when the system's clock is set: take a monotonic clock to
    /// measure with.
    package func now() -> Int64 {
        switch source {
        case .manual(let clock): return clock.now
        case .system:
            var time = timespec()
            let done = unsafe clock_gettime(CLOCK_REALTIME, &time)
            precondition(done == 0, "the system has no clock")
            return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        }
    }
}

/// A clock for tests: it moves when told to.
package final class ManualWallClock: Sendable {
    private let milliseconds: Atomic<Int64>

    package init(_ epochMilliseconds: Int64) { milliseconds = Atomic(epochMilliseconds) }

    package var clock: WallClock { .manual(self) }

    package var now: Int64 { milliseconds.load(ordering: .acquiring) }

    package func set(_ epochMilliseconds: Int64) { milliseconds.store(epochMilliseconds, ordering: .releasing) }

    /// Forwards, or backwards by a negative duration, in whole milliseconds.
    package func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        milliseconds.add(seconds * 1_000 + attoseconds / 1_000_000_000_000_000, ordering: .acquiringAndReleasing)
    }
}
