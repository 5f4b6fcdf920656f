package import Contracts

/// A stretch in which a doctor cannot be booked, whatever the hours say. Appointments made before stay.
package struct TimeOff: Sendable, Equatable {
    /// A doctor has at most this many that are not over.
    package static let limit = 1_000

    package let id: TimeOffID
    package let interval: Interval
    package let reason: String?

    package init(id: TimeOffID, interval: Interval, reason: String?) {
        self.id = id
        self.interval = interval
        self.reason = reason
    }
}
