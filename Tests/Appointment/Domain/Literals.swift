import AppointmentDomain
import Contracts
import Testing

func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
func clock(_ text: String) throws -> WallTime { try #require(WallTime(text)) }
func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }
func hours(_ weekday: Weekday, _ from: String, _ to: String) throws -> WorkingHours {
    try #require(WorkingHours(weekday, from: from, to: to))
}
