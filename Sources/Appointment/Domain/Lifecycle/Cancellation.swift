package import Contracts

/// The one rule about cancelling and moving that the state table cannot hold.
package enum Cancellation {
    /// Whether it is too late. A patient may up to the doctor's cutoff before the start, and never from the start on. Everybody
    /// else may at any time: a visit that nobody came to is moved or cancelled afterwards.
    package static func isTooLate(by role: ActorRole, startsAt: Instant, cutoffMinutes: Int, now: Instant) -> Bool {
        role == .patient && (now >= startsAt || now > startsAt.adding(minutes: -cutoffMinutes))
    }
}
