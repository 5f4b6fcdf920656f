import AppointmentDomain
import Contracts
import Testing

@Suite("Stretches of a working week") struct WorkingHoursTests {
    @Test(
        "two overlap when they have a minute of the same day in common, whichever is asked",
        arguments: [
            // from, to, on the same day or the next → overlap
            ("09:00", "12:00", 0, true), ("08:00", "09:01", 0, true), ("11:59", "13:00", 0, true), ("10:00", "11:00", 0, true),
            ("08:00", "13:00", 0, true), ("08:00", "09:00", 0, false), ("12:00", "13:00", 0, false), ("00:00", "01:00", 0, false),
            ("23:00", "24:00", 0, false), ("09:00", "12:00", 1, false), ("08:00", "13:00", 1, false),
        ])
    func overlap(from: String, to: String, later: Int, expected: Bool) throws {
        let one = try hours(.monday, "09:00", "12:00")
        let other = try hours(try #require(Weekday(rawValue: Weekday.monday.rawValue + later)), from, to)
        #expect(one.overlaps(other) == expected && other.overlaps(one) == expected)
    }

    @Test(
        "a stretch begins before it ends, within one day",
        arguments: [(-1, 60), (0, 0), (60, 60), (61, 60), (0, 1441), (1440, 1440)])
    func none(opens: Int, closes: Int) {
        #expect(WorkingHours(.monday, opens: opens, closes: closes) == nil)
    }

    @Test("the shortest and the longest", arguments: [(0, 1), (1439, 1440), (0, 1440)])
    func bounds(opens: Int, closes: Int) {
        #expect(WorkingHours(.monday, opens: opens, closes: closes)?.closes == closes)
    }
}
