import AppointmentDomain
import Contracts
import Foundation
import Testing

func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
func clock(_ text: String) throws -> WallTime { try #require(WallTime(text)) }
func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }
func hours(_ weekday: Weekday, _ from: String, _ to: String) throws -> WorkingHours {
    try #require(WorkingHours(weekday, from: from, to: to))
}

extension Zone {
    /// As the machine's data have it.
    init?(_ name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard let file = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else { return nil }
        self.init(identifier: name, release: "", tzif: Array(file))
    }
}
