import Contracts
import CoreHTTP
import Redis

/// The count that all processes share, in Redis: one script, one round trip, by the clock of Redis.
struct RedisRateLimits {
    let redis: RedisClient
    let names: RedisNames

    /// KEYS: one a charge. ARGV: the debt, then interval, window and group of each. Returns allowed (1 or 0) and microseconds ahead
    /// of each charge, were it to pay. Those that pay are kept until their quota is whole again. The arithmetic is `GCRA.take`.
    static let script = RedisScript(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local debt = tonumber(ARGV[1])
        local answer, paying, open = {}, {}, {}
        for i, key in ipairs(KEYS) do
          local interval, window, group = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), ARGV[3 * i + 1]
          local used = math.max(tonumber(redis.call('GET', key) or now), now) - now + debt * interval
          local allowed = used + interval <= window
          local ahead = allowed and used + interval or math.min(used, window)
          answer[2 * i - 1] = allowed and 1 or 0
          answer[2 * i] = ahead
          if open[group] == nil then open[group] = true end
          if allowed and open[group] then
            open[group] = false
            paying[#paying + 1] = i
          elseif debt > 0 then
            paying[#paying + 1] = i
          end
        end
        local refused = false
        for _, waits in pairs(open) do refused = refused or waits end
        if refused and debt == 0 then return answer end
        for _, i in ipairs(paying) do
          local ahead = answer[2 * i]
          redis.call('SET', KEYS[i], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000) + 1)
        end
        return answer
        """)

    /// `debt` only with a single charge.
    func take(_ charges: RateLimitCharges, debt: Int = 0) async throws(RedisError) -> [GCRA.Outcome] {
        var keys: [RedisArgument] = []
        var arguments: [RedisArgument] = [.integer(debt)]
        for (group, alternatives) in charges.enumerated() {
            for charge in alternatives {
                keys.append(.text(names.rate(charge.policy.name, charge.subject)))
                arguments += [.integer(charge.policy.interval), .integer(charge.policy.windowMicroseconds), .integer(group)]
            }
        }
        let answer = try await redis.evaluate(Self.script, keys: keys, arguments: arguments)
        guard let outcomes = Self.outcomes(answer, of: charges.flatMap { $0 }.map(\.policy)) else { throw .unavailable }
        return outcomes
    }

    /// Nil for an answer that the script does not give. What lies ahead is within the policy's window, whatever the key holds.
    static func outcomes(_ answer: RedisValue, of policies: [RateLimitPolicy]) -> [GCRA.Outcome]? {
        let numbers = (answer.elements ?? []).map { Int($0.int ?? 0) }
        guard numbers.count == 2 * policies.count else { return nil }
        return policies.enumerated().map { index, policy in
            GCRA.Outcome(isAllowed: numbers[2 * index] == 1, ahead: min(max(0, numbers[2 * index + 1]), policy.windowMicroseconds))
        }
    }
}
