import Audit
import Hosting
import ServiceRuntime

/// What the statements of changes write of who makes them.
struct Stamps: Sendable {
    let ids: IdentifierSource
    let clock: WallClock

    func next(for act: Act) -> AuditStamp { act.stamp(ids, at: clock.instant) }
}
