import Basics
import Reactor

/// When a relay looks into the table, when it rests after a failure, and when it counts what waits. Pure: time is an argument.
///
/// ```
///   woken ─▶ look ─── interval ──▶ look …
///   failed ─▶ rest ─── its time is over, and nothing is under way any more ──▶ look
/// ```
struct RelaySchedule {
    private let interval: Duration
    private let countInterval: Duration
    private var rests: Backoff
    /// There is something to look for.
    private(set) var mustLook = true
    private var nextLook: MonotonicTime
    private var nextCount: MonotonicTime
    private var restUntil: MonotonicTime?

    init(_ configuration: OutboxConfiguration, at now: MonotonicTime) {
        interval = configuration.interval
        countInterval = configuration.countInterval
        rests = configuration.rests
        nextLook = now
        nextCount = now
    }

    // MARK: Looks

    mutating func wake() { mustLook = true }

    /// True when it is time for a look, which begins now.
    mutating func beginLook(at now: MonotonicTime) -> Bool {
        guard mustLook || now >= nextLook else { return false }
        mustLook = false
        nextLook = now + interval
        return true
    }

    /// How long nothing has to be done, unless somebody wakes it: at most until `renewal`.
    func pause(at now: MonotonicTime, renewal: MonotonicTime) -> Duration {
        var next = min(nextLook, renewal)
        if let restUntil, restUntil > now { next = min(next, restUntil) }
        return max(.zero, next - now)
    }

    /// The pause is over and nobody has woken it.
    mutating func paused(until now: MonotonicTime) {
        if now >= min(nextLook, restUntil ?? nextLook) { mustLook = true }
    }

    // MARK: Rests

    var isResting: Bool { restUntil != nil }

    mutating func succeeded() { rests.reset() }

    mutating func failed(at now: MonotonicTime) { restUntil = now + rests.next() }

    /// A rest does not end before everything under way has been reported on, so that nothing overtakes what has to be sent again.
    mutating func endRest(at now: MonotonicTime, nothingUnderWay: Bool) {
        if let restUntil, nothingUnderWay, now >= restUntil { self.restUntil = nil }
    }

    // MARK: Counts

    /// True when it is time to count, which happens now.
    mutating func beginCount(at now: MonotonicTime) -> Bool {
        guard now >= nextCount else { return false }
        nextCount = now + countInterval
        return true
    }
}
