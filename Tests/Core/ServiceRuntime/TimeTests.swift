import Foundation
import ServiceRuntime
import Testing

@Suite("Clocks and timestamps")
struct TimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199_007, "2024-02-29T23:59:59.007Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"), (.min, "0000-01-01T00:00:00.000Z"),
    ])
    func timestampsOfTheCalendar(milliseconds: Int64, text: String) {
        #expect(Timestamp.format(epochMilliseconds: milliseconds) == text)
    }

    @Test func agreesWithFoundationOnEveryDayOfFourCenturies() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for day in stride(from: Int64(-36_525), to: 109_575, by: 37) {
            let seconds = day * 86_400 + day * 7_919 % 86_400
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            let expected = String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d.000Z", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0,
                parts.minute ?? 0,
                parts.second ?? 0)
            #expect(Timestamp.format(epochMilliseconds: seconds * 1_000) == expected)
        }
    }

    @Test func theSystemsClockTellsTheTimeOfDay() {
        let before = Int64(Date().timeIntervalSince1970 * 1_000) - 1
        let now = WallClock.system.now()
        #expect(before <= now && now <= Int64(Date().timeIntervalSince1970 * 1_000) + 1)
    }

    @Test func aManualClockMovesWhenTold() {
        let manual = ManualWallClock(1_000)
        let clock = manual.clock
        #expect(clock.now() == 1_000)
        manual.advance(by: .milliseconds(1_500))
        #expect(clock.now() == 2_500)
        manual.advance(by: .seconds(-2))
        #expect(clock.now() == 500)
        manual.set(7)
        #expect(clock.now() == 7)
        #expect(WallClock.fixed(42).now() == 42)
    }
}
