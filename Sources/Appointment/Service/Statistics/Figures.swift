import AppointmentDomain
import Contracts

/// What a period looks like: what was booked on its days, what takes place on them, and how long things took.
struct Figures {
    struct Day {
        var booked = 0
        var byStatus: [AppointmentStatus: Int] = [:]
        var visits: Int { byStatus.reduce(0) { $0 + ($1.key.isVisit ? $1.value : 0) } }
    }

    /// Values, smallest first, each with how many there are of it.
    struct Spread {
        private(set) var count = 0
        private var values: [(value: Int, number: Int)] = []

        mutating func append(_ value: Int, times number: Int) {
            count += number
            values.append((value, number))
        }

        /// The middle one, the lower of two.
        var median: Int? {
            var left = (count + 1) / 2
            for (value, number) in values {
                left -= number
                if left <= 0 { return value }
            }
            return nil
        }
    }

    var days: [CalendarDate: Day] = [:]
    var cancelledBy: [ActorRole: Int] = [:]
    /// Minutes of visits that are not called off.
    var bookedMinutes = 0
    var workingMinutes = 0
    var leadDays = Spread()
    var approvalMinutes = Spread()
}

extension AppointmentStatus {
    /// Whether its time is taken.
    var isVisit: Bool { self != .cancelled && self != .rejected }
}
