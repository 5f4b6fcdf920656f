package import Access
package import Contracts
package import Reactor
package import ServiceRuntime
import Synchronization

/// The revoked sessions of the process: a set on every loop, which `add` keeps up, and one more that a loop copies when it begins
/// later than others.
package final class Revocations: Sendable {
    private struct Member {
        let loop: EventLoop
        let sessions: RevokedSessions
    }

    private struct State {
        var members: [Member] = []
        let known: RevokedSessions
    }

    /// Held for a few instructions at start and at each revocation, never for a request.
    private let state: Mutex<State>

    package init(clock: WallClock) {
        state = Mutex(State(known: RevokedSessions(now: { clock.instant })))
    }

    /// The set of a loop, on which this is called; the same each time.
    package func sessions(on loop: EventLoop) -> RevokedSessions {
        loop.assertOnLoop()
        return state.withLock { state in
            if let member = state.members.first(where: { $0.loop === loop }) { return member.sessions }
            let sessions = RevokedSessions(copyOf: state.known)
            state.members.append(Member(loop: loop, sessions: sessions))
            return sessions
        }
    }

    /// From any of the loops; on that loop at once.
    package func add(_ revocations: [Revocation]) {
        guard !revocations.isEmpty else { return }
        let members = state.withLock { state in
            state.known.add(revocations)
            return state.members
        }
        for member in members {
            if member.loop.isCurrent {
                member.sessions.add(revocations)
            } else {
                member.loop.execute { member.sessions.add(revocations) }
            }
        }
    }
}
