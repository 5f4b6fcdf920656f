import Contracts
import Testing

@testable import AppointmentDomain

@Suite("The days of a yearly change, as calendars read them") struct YearlyRuleTests {
    private typealias Day = ClockRule.Moment.Day

    /// By looking at every day of the month or year.
    private static func date(_ day: Day, in year: Int) throws -> CalendarDate {
        let newYear = try #require(CalendarDate(year: year, month: 1, day: 1))
        switch day {
        case .ofMonth(let month, let week, let weekday):
            let days = (1...CalendarDate.days(inMonth: month, of: year)).compactMap {
                CalendarDate(year: year, month: month, day: $0)
            }
            .filter { $0.weekday.rawValue % 7 == weekday }
            return week == 5 ? days[days.count - 1] : days[week - 1]
        case .ofCommonYear(let number):
            let isLater = CalendarDate.isLeap(year) && number > 59
            return try #require(newYear.adding(days: number - 1 + (isLater ? 1 : 0)))
        case .ofYear(let number): return try #require(newYear.adding(days: number))
        }
    }

    /// Common and leap years that begin on different weekdays.
    private static let years = [2000, 2001, 2004, 2008, 2013, 2016, 2022, 2023]

    private static func check(_ day: Day, hours: Int) throws -> String? {
        let rule = ClockRule.Moment(day: day, time: hours * 3_600).recurrence
        guard let rule else { return nil }
        let shift = Int((Double(hours) / 24).rounded(.down))
        for year in years {
            if case .ofYear(365) = day, !CalendarDate.isLeap(year) { continue }
            let wanted = try #require(try date(day, in: year).adding(days: shift))
            let found = try YearlyDays.of(wanted.year, by: rule)
            #expect(found == [wanted], "\(day) \(hours) h: \(rule) of \(wanted.year)")
            if found != [wanted] { break }
        }
        return rule
    }

    private static let hours = [-167, -145, -25, -24, -1, 0, 23, 24, 48, 167]

    @Test("a weekday of a month, whatever the hour moves it to", arguments: 1...12)
    func ofMonth(month: Int) throws {
        for week in 1...5 {
            for weekday in [0, 3] {
                for hours in Self.hours {
                    let rule = try Self.check(.ofMonth(month, week: week, weekday: weekday), hours: hours)
                    let shift = Int((Double(hours) / 24).rounded(.down))
                    let length = CalendarDate.days(inMonth: month, of: 2001)
                    let last = (week == 5 ? length : week * 7) + shift
                    // By the month where one month has all seven days, and not by the year's.
                    if shift == 0 || (last > 6 && last <= length && !(month == 2 && week == 5)) {
                        #expect(rule?.contains("BYMONTH=\(month);") == true && rule?.contains("YEARDAY") == false)
                    }
                }
            }
        }
    }

    @Test("the cases that no rule says: the end of February that moves, days on both sides of 29 February or of New Year")
    func unsaid() throws {
        for hours in [-1, 24, 100] { #expect(try Self.check(.ofMonth(2, week: 5, weekday: 0), hours: hours) == nil) }
        #expect(try Self.check(.ofMonth(2, week: 4, weekday: 0), hours: 24) == nil)
        #expect(try Self.check(.ofMonth(3, week: 1, weekday: 0), hours: -1) == nil)
        #expect(try Self.check(.ofMonth(3, week: 1, weekday: 0), hours: -167) == nil)
        #expect(try Self.check(.ofMonth(1, week: 1, weekday: 0), hours: -1) == nil)
        #expect(try Self.check(.ofMonth(12, week: 5, weekday: 0), hours: 24) == nil)
        for (number, hours) in [(1, -1), (59, 24), (58, 48), (60, -1), (62, -49), (365, 24)] {
            #expect(try Self.check(.ofCommonYear(number), hours: hours) == nil, "\(number) \(hours)")
        }
        for (number, hours) in [(0, -1), (365, 0), (364, 24)] { #expect(try Self.check(.ofYear(number), hours: hours) == nil) }
    }

    @Test("days by their number", arguments: [1, 2, 58, 59, 60, 61, 62, 100, 300, 364, 365])
    func byNumber(number: Int) throws {
        for hours in Self.hours {
            let shift = Int((Double(hours) / 24).rounded(.down))
            let rule = try Self.check(.ofCommonYear(number), hours: hours)
            let sides = [number, number + shift].map { $0 < 1 || $0 > 365 ? 0 : $0 < 60 ? 1 : 2 }
            #expect((rule != nil) == (sides[0] == sides[1]), "\(number) \(hours)")
            let byYear = try Self.check(.ofYear(number), hours: hours)
            #expect((byYear != nil) == (1...365).contains(number + 1 + shift))
        }
    }
}
