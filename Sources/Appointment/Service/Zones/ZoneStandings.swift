import Synchronization

/// How this process' time zone data compare with those that the visits stand by, for all its loops.
final class ZoneStandings: Sendable {
    private struct State {
        var outdated: Set<String> = []
        var moving: Set<String> = []
        var unmoved = 0
    }

    // Behind a lock: written by one loop every few seconds, read by all.
    private let state = Mutex(State())

    func set(outdated: Set<String>, moving: Set<String>, unmoved: Int) {
        state.withLock { $0 = State(outdated: outdated, moving: moving, unmoved: unmoved) }
    }

    /// Whether another process has newer rules of this zone.
    func isOutdated(_ zone: String) -> Bool { state.withLock { $0.outdated.contains(zone) } }
    func isMoving(_ zone: String) -> Bool { state.withLock { $0.moving.contains(zone) } }

    var outdated: Int { state.withLock { $0.outdated.count } }
    var moving: Int { state.withLock { $0.moving.count } }
    /// Visits that cannot be moved to where they belong, because of others.
    var unmoved: Int { state.withLock { $0.unmoved } }
}
