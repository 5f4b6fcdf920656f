import Glibc

/// A point on CLOCK_MONOTONIC in nanoseconds; comparable only within this boot of the machine.
package struct MonotonicTime: Sendable, Hashable, Comparable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Reads the clock. On a loop prefer `EventLoop.now`, which is read once a turn.
    package static func read() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    package static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Saturates at both ends of the clock.
    package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let delta = duration.nanoseconds
        if delta < 0 {
            let magnitude = delta.magnitude
            return MonotonicTime(nanoseconds: time.nanoseconds > magnitude ? time.nanoseconds - magnitude : 0)
        }
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(UInt64(delta))
        return MonotonicTime(nanoseconds: overflow ? .max : sum)
    }

    package static func - (a: MonotonicTime, b: MonotonicTime) -> Duration {
        a >= b
            ? .nanoseconds(Int64(clamping: a.nanoseconds - b.nanoseconds))
            : .nanoseconds(-Int64(clamping: b.nanoseconds - a.nanoseconds))
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to what 64 bits hold (292 years).
    package var nanoseconds: Int64 {
        Int64(clamping: attoseconds / 1_000_000_000)
    }

    /// The duration in seconds, for metrics.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
