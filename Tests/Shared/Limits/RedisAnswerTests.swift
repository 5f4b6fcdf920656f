import CoreHTTP
import Redis
import Testing

@testable import Limits

@Suite("What Redis answers about limits") struct RedisAnswerTests {
    private static let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 32, 1 << 62, .max]

    @Test("any numbers give a verdict within the policy, and one that can be counted on", arguments: extremes, extremes)
    func outcomes(allowed: Int64, ahead: Int64) throws {
        let policy = RateLimitPolicy("test", limit: 4, window: 60)
        let answer = RedisValue.array([.integer(allowed), .integer(ahead)])
        let outcome = try #require(RedisRateLimits.outcomes(answer, of: [policy])?.first)
        let verdict = RateLimitVerdict(policy, outcome)
        #expect((0...4).contains(verdict.remaining) && (0...60).contains(verdict.reset))
        let frequent = FrequentCharges()
        let charge = RateLimitCharge(policy, "somebody")
        frequent.apply(charge, ahead: outcome.ahead, now: 1 << 50)
        _ = frequent.takeHere(charge, now: 1 << 50)
    }

    @Test("what the script does not answer is no outcome")
    func malformed() {
        let policy = RateLimitPolicy("test", limit: 4, window: 60)
        let three = RedisValue.array([.integer(1), .integer(0), .integer(1)])
        for answer in [RedisValue.null, .integer(1), .array([]), .array([.integer(1)]), three] {
            #expect(RedisRateLimits.outcomes(answer, of: [policy]) == nil)
        }
    }
}
