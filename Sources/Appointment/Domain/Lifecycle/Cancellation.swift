package import Contracts

/// The one rule about cancelling that the state table cannot hold.
package enum Cancellation {
    /// Whether it is too late: a patient may cancel until the doctor's cutoff before the start, everybody else at any time.
    package static func isTooLate(by role: ActorRole, startsAt: Instant, cutoffMinutes: Int, now: Instant) -> Bool {
        role == .patient && cutoffMinutes > 0 && now > startsAt.adding(minutes: -cutoffMinutes)
    }
}
