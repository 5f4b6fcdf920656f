package import Access
package import Contracts
package import Reactor
package import ServiceRuntime
import Synchronization

/// The revoked sessions of the process: a set on every loop, and the way to all of them.
package final class Revocations: Sendable {
    private struct Member {
        let loop: EventLoop
        let sessions: RevokedSessions
    }

    private let clock: WallClock
    /// Filled at start, held for a few instructions.
    private let members = Mutex<[Member]>([])

    package init(clock: WallClock) { self.clock = clock }

    /// The set of a loop, on which this is called; the same each time.
    package func sessions(on loop: EventLoop) -> RevokedSessions {
        loop.assertOnLoop()
        return members.withLock { members in
            if let known = members.first(where: { $0.loop === loop }) { return known.sessions }
            let clock = clock
            let sessions = RevokedSessions(now: { clock.instant })
            members.append(Member(loop: loop, sessions: sessions))
            return sessions
        }
    }

    /// From any of the loops; on that loop at once.
    package func add(_ revocations: [Revocation]) {
        guard !revocations.isEmpty else { return }
        for member in members.withLock({ $0 }) {
            if member.loop.isCurrent {
                member.sessions.add(revocations)
            } else {
                member.loop.execute { member.sessions.add(revocations) }
            }
        }
    }
}
