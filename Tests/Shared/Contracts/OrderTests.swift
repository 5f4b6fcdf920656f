import Contracts
import Testing

@Suite("What has an order comes after what is less, and never before itself") struct OrderTests {
    private func check<Value: Comparable>(_ ascending: [Value]) {
        for (index, value) in ascending.enumerated() {
            for (other, another) in ascending.enumerated() {
                #expect((value < another) == (index < other), "\(value) \(another)")
                #expect((value == another) == (index == other), "\(value) \(another)")
            }
        }
    }

    @Test("dates, times of day, instants and ids")
    func order() throws {
        check(try ["0001-01-01", "1969-12-31", "1970-01-01", "2026-02-28", "2026-03-01"].map { try #require(CalendarDate($0)) })
        check(try ["00:00", "00:01", "09:59", "10:00", "23:59"].map { try #require(WallTime($0)) })
        check([-1, 0, 1, 1_000_000].map(Instant.init(microseconds:)))
        check(
            [(0, 0), (0, 1), (0, .max), (1, 0), (1, 1), (.max, 0)].map { (pair: (UInt64, UInt64)) in
                UUIDValue(high: pair.0, low: pair.1)
            })
    }
}
