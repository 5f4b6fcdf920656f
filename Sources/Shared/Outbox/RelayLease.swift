import Reactor

/// A relay's right to publish, as its own clock sees it: from when it was asked for, which is before the database has granted it, so that
/// it ends here before it ends there. Pure.
///
/// ```
///   asked ── granted ──────────── mustRenew ───────────── end        others take over
///     ├──────────── heartbeat ───────┤                     │               │
///     ├──────────────────── length ────────────────────────┤  ≤ answer ────┤
/// ```
struct RelayLease: Equatable {
    /// What the database knows this leader by.
    let fence: Int
    private let length: Duration
    private let heartbeat: Duration
    private var asked: MonotonicTime

    init(fence: Int, asked: MonotonicTime, length: Duration, heartbeat: Duration) {
        self.fence = fence
        self.asked = asked
        self.length = length
        self.heartbeat = heartbeat
    }

    var end: MonotonicTime { asked + length }
    var nextRenewal: MonotonicTime { asked + heartbeat }
    func isHeld(at now: MonotonicTime) -> Bool { now < end }
    func mustRenew(at now: MonotonicTime) -> Bool { now >= nextRenewal }

    /// The database has granted it again, having been asked at that time.
    mutating func renew(asked: MonotonicTime) { self.asked = max(self.asked, asked) }
}
