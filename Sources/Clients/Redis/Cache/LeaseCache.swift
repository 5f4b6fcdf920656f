import ServiceRuntime

/// Answers kept in Redis under leases (Nishtala et al., "Scaling Memcache at Facebook", section 3.2.1), for the tasks of one loop:
/// nobody reads his own change stale.
///
/// ```
///   reader   read: miss, lease L ─▶ asks the database ─────────────▶ fill under L: refused, L is gone
///   writer                              commits ─▶ forget: entry and lease go ─▶ answers its client
/// ```
///
/// An entry carries the generation of the cache at its miss and counts only in that one. A process that could not forget, or has lost
/// Redis, begins a new generation before it uses the cache again, which makes every entry of before void, for all processes: so no
/// key has to be remembered, and one that was killed between commit and forget is made good by its next start. While Redis is away
/// every read is a miss without a lease. Confined to its loop.
package final class LeaseCache: @unchecked Sendable {  // loop-confined
    private let redis: RedisClient
    private let generationKey: String
    private let lifetime: Int
    private let losses: CacheLosses
    private let metrics: LeaseCacheMetrics?

    /// Long enough for a database that is slow; a reader that dies keeps others from filling so long.
    private static let leaseMilliseconds = 5_000
    static let generationLength = 16

    /// `generationKey`: one for all entries of a service. `losses`: the process' own, shared by the caches of all loops.
    package init(
        _ redis: RedisClient, generationKey: String, lifetime: Duration = .seconds(30), losses: CacheLosses,
        metrics: LeaseCacheMetrics? = nil
    ) {
        self.redis = redis
        self.generationKey = generationKey
        self.lifetime = Int(lifetime / .milliseconds(1))
        self.losses = losses
        self.metrics = metrics
        redis.onLost { losses.add() }
    }

    /// What a read came to.
    package enum Reading: Sendable, Equatable {
        case hit([UInt8])
        /// Ask the database, then `fill`; without a lease somebody else fills, or nobody can.
        case miss(Lease?)
    }

    /// The right to fill one entry, until somebody forgets it.
    package struct Lease: Sendable, Equatable {
        let key: String
        let token: String
        let generation: [UInt8]
    }

    package func read(_ key: String) async -> Reading {
        do throws(RedisError) {
            guard try await isUsable() else { return unavailable() }
            var answer = try await redis.command("MGET", .text(generationKey), .text(key)).elements ?? []
            guard answer.count == 2, let generation = answer[0].bytes, generation.count == Self.generationLength else {
                // Redis has dropped it, as it may any key: nothing that is there can be judged.
                losses.add()
                return unavailable()
            }
            if var entry = answer[1].bytes, entry.count >= Self.generationLength,
                entry[(entry.count - Self.generationLength)...].elementsEqual(generation)
            {
                answer[1] = .null  // The entry is nobody else's then, and not copied when its end is taken off.
                entry.removeLast(Self.generationLength)
                metrics?.hits.add()
                return .hit(entry)
            }
            metrics?.misses.add()
            return .miss(try await lease(key, generation))
        } catch {
            return unavailable()
        }
    }

    /// Keeps what the database said after the miss that gave `lease`; does nothing when the entry has been forgotten since.
    package func fill(_ lease: Lease, _ value: [UInt8]) async {
        let script: [RedisArgument] = [
            .bytes(value + lease.generation), .text(lease.token), .integer(lifetime),
        ]
        do throws(RedisError) {
            _ = try await redis.evaluate(Self.fill, keys: [.text(lease.key), .text(Self.leaseKey(lease.key))], arguments: script)
        } catch {}  // then it is not kept
    }

    /// After the change is committed and before anybody is told of it. Never fails: what Redis could not do is made good before the
    /// process uses the cache again.
    package func forget(_ keys: [String]) async {
        guard !keys.isEmpty else { return }
        var command: [RedisArgument] = ["DEL"]
        for key in keys { command += [.text(key), .text(Self.leaseKey(key))] }
        do throws(RedisError) {
            _ = try await redis.command(command)
        } catch {
            losses.add()
        }
    }

    /// Forgets everything: for a change of which nobody knows whom it touches.
    package func forgetAll() async {
        losses.add()
        do throws(RedisError) { _ = try await isUsable() } catch {}
    }

    // MARK: -

    /// Begins a new generation when the process may have missed forgetting something.
    private func isUsable() async throws(RedisError) -> Bool {
        guard redis.isReady else { return false }
        let count = losses.count
        if losses.areSettled(count) { return true }
        _ = try await redis.command("SET", .text(generationKey), .text(Self.random()))
        losses.settle(count)
        return losses.count == count
    }

    private func lease(_ key: String, _ generation: [UInt8]) async throws(RedisError) -> Lease? {
        let token = Self.random()
        let answer = try await redis.command(
            "SET", .text(Self.leaseKey(key)), .text(token), "NX", "PX", .integer(Self.leaseMilliseconds))
        return answer.isNull ? nil : Lease(key: key, token: token, generation: generation)
    }

    private func unavailable() -> Reading {
        metrics?.unavailable.add()
        return .miss(nil)
    }

    private static func leaseKey(_ key: String) -> String { key + ":lease" }

    private static func random() -> String {
        let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: generationLength - digits.utf8.count) + digits
    }

    /// KEYS: entry, lease. ARGV: value, token, lifetime in ms.
    private static let fill = RedisScript(
        """
        if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
        redis.call('DEL', KEYS[2])
        return 1
        """)
}
