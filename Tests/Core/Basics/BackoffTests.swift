import Basics
import Testing

@Suite("Pauses between attempts")
struct BackoffTests {
    @Test("double to the longest, and begin again after a success")
    func doubles() {
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        let pauses = [50, 100, 200, 400, 800, 1600, 2000, 2000].map { Duration.milliseconds($0) }
        #expect((0..<8).map { _ in backoff.next() } == pauses)
        backoff.reset()
        #expect(backoff.next() == .milliseconds(50))
    }

    @Test("are shortened by the jitter at most")
    func jitter() {
        var backoff = Backoff(first: .seconds(1), longest: .seconds(1), jitter: 0.5)
        #expect(backoff.next(random: 0) == .seconds(1))
        #expect(backoff.next(random: 0.5) == .milliseconds(750))
        #expect(backoff.next(random: 1) == .milliseconds(500))
    }

    @Test("do not overflow, however often and however long")
    func farAway() {
        var backoff = Backoff(first: .nanoseconds(1), longest: .seconds(Int64.max / 4))
        for _ in 0..<200 { _ = backoff.next() }
        #expect(backoff.next() == .seconds(Int64.max / 4))
        var equal = Backoff(first: .seconds(3), longest: .seconds(3))
        #expect((equal.next(), equal.next()) == (.seconds(3), .seconds(3)))
    }

    @Test("are known from the number of failures alone, however many")
    func afterFailures() {
        let backoff = Backoff(first: .seconds(30), longest: .seconds(3_600))
        let pauses = [1, 2, 3, 7, 8, 9, .max].map { backoff.pause(after: $0) }
        #expect(pauses == [30, 60, 120, 1_920, 3_600, 3_600, 3_600].map { .seconds($0) })
        #expect(backoff.pause(after: 0) == .seconds(30))
    }
}
