import Access
import Contracts
import CoreHTTP

/// Something in a doctor's schedule cannot be read now: a zone that this machine does not know, a number out of its range. Booking
/// by a
/// guess would be wrong.
struct UnreadableSchedule: Error, Equatable {
    let reason: String

    static let outdatedRules = UnreadableSchedule(reason: "another replica has newer time zone data")

    /// 503, until the doctor sets another schedule, or whoever runs the service mends the row or the time zone data.
    var problem: Problem {
        Problem(.scheduleUnreadable, "The doctor's schedule cannot be read at the moment: \(reason).").with(
            field: "Retry-After", "60")
    }
}
