import Synchronization

/// One member for each loop of the process; any loop can reach all of them.
package final class LoopRegistry<Member: Sendable>: Sendable {
    private struct Entry {
        let loop: EventLoop
        let member: Member
    }

    /// The lock is held for a few instructions only.
    private let entries = Mutex<[Entry]>([])

    package init() {}

    package func add(_ member: Member, on loop: EventLoop) { entries.withLock { $0.append(Entry(loop: loop, member: member)) } }

    /// The member of `loop`, made on first use. `make` must not call the registry.
    package func member(of loop: EventLoop, make: () -> Member) -> Member {
        entries.withLock { entries in
            if let known = entries.first(where: { $0.loop === loop }) { return known.member }
            let member = make()
            entries.append(Entry(loop: loop, member: member))
            return member
        }
    }

    /// Runs `body` with each member on its loop: on the caller's at once, on the others in one of their next turns.
    package func forEach(_ body: @escaping @Sendable (Member) -> Void) {
        for entry in entries.withLock({ $0 }) {
            if entry.loop.isCurrent { body(entry.member) } else { entry.loop.execute { body(entry.member) } }
        }
    }
}
