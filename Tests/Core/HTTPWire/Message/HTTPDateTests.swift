import Basics
import Testing
import WireSupport

@testable import HTTPWire

@Suite("Dates of RFC 9110 section 5.6.7")
struct HTTPDateTests {
    private static let example = 784_111_777

    @Test("the RFC's example in all three formats")
    func example() {
        #expect(HTTPDate.imfFixdate(epochSeconds: Self.example) == octets("Sun, 06 Nov 1994 08:49:37 GMT"))
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            #expect(HTTPDate.parse(text, now: 1_700_000_000) == Self.example)
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"), (-86_400, "Wed, 31 Dec 1969 00:00:00 GMT"),
    ])
    func known(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.imfFixdate(epochSeconds: seconds) == octets(text))
        #expect(HTTPDate.parse(text, now: 0) == seconds)
    }

    @Test(
        "what is no date",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "sun, 06 Nov 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Wed, 30 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sunday, 06-Nov-94 08:49:37 GMTx",
            "Sun Nov 06 08:49:37 94  ",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "2024-01-01T00:00:00Z     ",
            "Funday, 06-Nov-94 08:49:37 GMT",
        ])
    func refused(_ text: String) {
        #expect(HTTPDate.parse(text, now: 1_700_000_000) == nil)
    }

    @Test("two digits of a year mean the past when they would be more than 50 years ahead")
    func century() {
        let now = CivilDate(year: 2024, month: 6, day: 1).epochDay * 86_400
        func year(_ text: String) -> Int? {
            HTTPDate.parse(text, now: now).map { CivilDate(epochDay: Int(($0 >= 0 ? $0 : $0 - 86_399) / 86_400)).year }
        }
        #expect(year("Saturday, 01-Jun-24 00:00:00 GMT") == 2024)
        #expect(year("Friday, 01-Jun-73 00:00:00 GMT") == nil, "a Thursday in 2073")
        #expect(year("Thursday, 01-Jun-73 00:00:00 GMT") == 2073)
        #expect(year("Friday, 01-Jun-74 00:00:00 GMT") == 2074)
        #expect(year("Sunday, 02-Jun-74 00:00:00 GMT") == 1974)
        #expect(year("Sunday, 01-Jun-75 00:00:00 GMT") == 1975)
    }

    @Test("two digits of a year are a year within fifty of now, also before 1970", arguments: 1901...2099)
    func nearest(_ year: Int) {
        let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        let first = CivilDate(year: year, month: 1, day: 1).epochDay * 86_400
        for now in [first, first + 86_399, first + 364 * 86_400, first + 365 * 86_400 - 1] {
            // Fifty years from now is the end of what may be ahead (RFC 9110 section 5.6.7).
            let isAhead = now > CivilDate(year: year, month: 3, day: 15).epochDay * 86_400
            for distance in (isAhead ? -49...50 : -50...49) {
                let day = CivilDate(year: year + distance, month: 3, day: 15).epochDay
                let digits = String(String((year + distance) % 100 + 100).suffix(2))
                let text = "\(weekdays[CivilDate.weekday(epochDay: day)]), 15-Mar-\(digits) 00:00:00 GMT"
                guard HTTPDate.parse(text, now: now) == day * 86_400 else {
                    Issue.record("\(text), read at \(now)")
                    return
                }
            }
        }
    }
}
