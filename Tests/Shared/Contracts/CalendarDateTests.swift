import Contracts
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
    @Test("every day of ten thousand years follows the one before and reads back")
    func everyDay() throws {
        var day = CalendarDate.earliest
        var expected = (year: 1, month: 1, day: 1)
        var weekday = Weekday.monday.rawValue
        while true {
            guard day.components == expected, day.weekday.rawValue == weekday,
                CalendarDate(year: expected.year, month: expected.month, day: expected.day) == day
            else {
                Issue.record("\(day) is not \(expected), weekday \(weekday)")
                return
            }
            guard let next = day.adding(days: 1) else { break }
            expected.day += 1
            if expected.day > CalendarDate.days(inMonth: expected.month, of: expected.year) {
                expected = (expected.year, expected.month + 1, 1)
            }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            weekday = weekday % 7 + 1
            day = next
        }
        #expect(day == .latest)
        #expect(day.description == "9999-12-31")
    }

    @Test(
        "known days",
        arguments: [
            ("1970-01-01", 0, Weekday.thursday), ("2000-02-29", 11_016, .tuesday), ("2026-12-15", 20_802, .tuesday),
            ("1969-12-31", -1, .wednesday), ("2038-01-19", 24_855, .tuesday), ("0001-01-01", -719_162, .monday),
        ])
    func knownDays(text: String, days: Int, weekday: Weekday) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(
        "what is no day, or not written YYYY-MM-DD, is refused",
        arguments: [
            "", "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01",
            "2026-1-1", "26-01-01", "20260101", "2026-01-01T00:00", "2026-01-01 ", " 2026-01-01", "2026/01/01", "+2026-01-01",
            "-026-01-01", "2026-01-0a", "٢٠٢٦-٠١-٠١", "10000-01-01", "2026-W01-1",
        ])
    func refusals(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("the range has two ends")
    func ends() {
        #expect(CalendarDate.earliest.adding(days: -1) == nil)
        #expect(CalendarDate.latest.adding(days: 1) == nil)
        #expect(CalendarDate.latest.adding(days: .max) == nil)
        #expect(CalendarDate.earliest.adding(days: .min) == nil)
    }
}
