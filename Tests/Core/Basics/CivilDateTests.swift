import Basics
import Testing

@Suite("Days of the Gregorian calendar")
struct CivilDateTests {
    @Test("days and dates turn into each other, one by one over eight hundred years")
    func civil() {
        var (year, month, day) = (1600, 1, 1)
        let first = CivilDate(year: 1600, month: 1, day: 1).epochDay
        #expect(first == -135_140)
        for epochDay in first..<(first + 292_194) {
            let date = CivilDate(epochDay: epochDay)
            if date != CivilDate(year: year, month: month, day: day) || date.epochDay != epochDay {
                Issue.record("day \(epochDay) is \(date)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > length { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test("the ends of the range, and every first of March and its eve in ±30,000 years")
    func farAway() {
        for year in -30_000...30_000 {
            let march = CivilDate(year: year, month: 3, day: 1)
            let eve = CivilDate(year: year, month: 2, day: CivilDate.days(inMonth: 2, of: year))
            guard march.epochDay == eve.epochDay + 1, CivilDate(epochDay: march.epochDay) == march,
                CivilDate(epochDay: eve.epochDay) == eve, CivilDate.isLeap(year) == (eve.day == 29)
            else {
                Issue.record("year \(year)")
                return
            }
        }
    }

    @Test(
        "known weekdays, before the epoch too",
        arguments: [(0, 4), (-1, 3), (-4, 0), (-5, 6), (3, 0), (10, 0), (20_786, 0), (Int.max, 4), (Int.min, 3)])
    func weekdays(day: Int, weekday: Int) {
        #expect(CivilDate.weekday(epochDay: day) == weekday)
    }
}
