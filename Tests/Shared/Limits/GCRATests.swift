import CoreHTTP
import Testing

@testable import Limits

@Suite("GCRA") struct GCRATests {
    private let policy = RateLimitPolicy("test", limit: 4, window: 60)
    private let second = 1_000_000

    @Test("a whole quota at once, then one for each interval, and a refused request costs nothing")
    func burst() {
        var arrival: Int?
        func take(at now: Int) -> RateLimitVerdict {
            let outcome = GCRA.take(policy, arrival: arrival, now: now)
            if outcome.isAllowed { arrival = now + outcome.ahead }
            return RateLimitVerdict(policy, outcome)
        }
        #expect((0..<4).map { _ in take(at: 0).remaining } == [3, 2, 1, 0])
        for _ in 0..<100 {
            let refused = take(at: 0)
            #expect(!refused.isAllowed && refused.remaining == 0 && refused.reset == 15)
        }
        #expect(!take(at: 15 * second - 1).isAllowed && take(at: 15 * second - 1).reset == 1)
        let next = take(at: 15 * second)
        #expect(next.isAllowed && next.remaining == 0 && next.reset == 60)
        #expect(!take(at: 15 * second).isAllowed)
        #expect(take(at: 75 * second).remaining == 3)
    }

    @Test("never more than twice the limit in any window, whatever the times")
    func bound() {
        var random = SystemRandomNumberGenerator()
        var (arrival, now) = (Int?.none, 0)
        var allowed: [Int] = []
        for _ in 0..<20_000 {
            now += Int.random(in: 0..<8 * second, using: &random)
            let outcome = GCRA.take(policy, arrival: arrival, now: now)
            guard outcome.isAllowed else { continue }
            arrival = now + outcome.ahead
            allowed.append(now)
        }
        for (index, time) in allowed.enumerated() where index >= 8 {
            #expect(time - allowed[index - 8] >= 60 * second)
        }
        #expect(Double(allowed.count) <= Double(now) / Double(15 * second) + 4)
    }

    @Test("what was let through before counts, up to a whole window")
    func debt() {
        #expect(GCRA.take(policy, arrival: nil, now: 0, debt: 2) == .init(isAllowed: true, ahead: 45 * second))
        #expect(GCRA.take(policy, arrival: nil, now: 0, debt: 4) == .init(isAllowed: false, ahead: 60 * second))
        #expect(GCRA.take(policy, arrival: nil, now: 0, debt: 400) == .init(isAllowed: false, ahead: 60 * second))
    }
}
