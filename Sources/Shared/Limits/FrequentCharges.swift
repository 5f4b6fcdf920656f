/// What one loop has counted and not yet told Redis. While a subject has used less than half of its quota, as Redis last knew it,
/// its requests are only noted; once `batch` of them are noted (fewer for a small limit), or closer to the limit, the next one asks
/// Redis and hands the debt over. So the limit is overrun by at most `batch` requests a loop, and Redis is asked for one request in
/// `batch`.
///
/// Bounded: at `capacity` subjects everything is forgotten; what was not told yet is not counted then. Confined to its loop.
final class FrequentCharges {
    private struct Entry {
        var arrival: Int
        var debt = 0
    }

    static let batch = 16
    private var entries: [RateLimitCharge: Entry] = [:]
    private let capacity: Int

    init(capacity: Int = 10_000) { self.capacity = capacity }

    /// Nil when Redis has to be asked.
    func takeHere(_ charge: RateLimitCharge, now: Int) -> GCRA.Outcome? {
        guard var entry = entries[charge], entry.debt + 1 < min(Self.batch, charge.policy.limit / 8) else { return nil }
        let outcome = GCRA.take(charge.policy, arrival: entry.arrival, now: now)
        guard outcome.isAllowed, outcome.ahead * 2 < charge.policy.windowMicroseconds else { return nil }
        entry.arrival = now + outcome.ahead
        entry.debt += 1
        entries[charge] = entry
        return outcome
    }

    /// What has been noted since Redis was last asked; it counts as told.
    func collectDebt(_ charge: RateLimitCharge) -> Int {
        defer { entries[charge]?.debt = 0 }
        return entries[charge]?.debt ?? 0
    }

    func apply(_ charge: RateLimitCharge, ahead: Int, now: Int) {
        if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
        entries[charge] = Entry(arrival: now + ahead, debt: entries[charge]?.debt ?? 0)
    }

    func forget(_ charge: RateLimitCharge) { entries[charge] = nil }
}
