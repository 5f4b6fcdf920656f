package import Contracts
package import ServiceRuntime

extension WallClock {
    /// Now, to the millisecond.
    package var instant: Instant { Instant(milliseconds: now()) }
}
