import Contracts
import Testing

@Suite("Wall times")
struct WallTimeTests {
    @Test("every minute of the day reads back")
    func everyMinute() throws {
        for minute in 0..<1440 {
            let time = try #require(WallTime(minuteOfDay: minute))
            #expect(WallTime(time.description) == time)
            #expect(WallTime(hour: minute / 60, minute: minute % 60) == time)
        }
        #expect(WallTime(hour: 9, minute: 5)?.description == "09:05")
    }

    @Test(
        "anything but HH:MM is refused",
        arguments: [
            "", "9:00", "09:0", "0900", "09:00:00", "24:00", "09:60", "-9:00", " 09:00", "09:00 ", "09.00", "09:00Z", "9am",
            "٠٩:٠٠",
        ])
    func refusals(text: String) {
        #expect(WallTime(text) == nil)
    }

    @Test("numbers outside the day are refused")
    func numbers() {
        #expect(WallTime(minuteOfDay: -1) == nil)
        #expect(WallTime(minuteOfDay: 1440) == nil)
        #expect(WallTime(hour: 24, minute: 0) == nil)
        #expect(WallTime(hour: 0, minute: 60) == nil)
    }
}
