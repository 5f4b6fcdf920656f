import Reactor
import Synchronization

/// Tells the relay, from any loop of the process, that rows were committed.
package final class RelayWakeup: Sendable {
    private struct Target {
        let loop: EventLoop
        let look: @Sendable () -> Void
        let take: @Sendable (OutboxRow) -> Void
    }

    /// Set once, before or while the process serves; held for a few instructions.
    private let target = Mutex<Target?>(nil)
    private let isPending = Atomic(false)

    package init() {}

    /// There is something to look for. Any number of calls before the relay looks are one.
    package func raise() {
        if isPending.exchange(true, ordering: .acquiringAndReleasing) { return }
        guard let target = target.withLock({ $0 }) else { return isPending.store(false, ordering: .releasing) }
        if target.loop.isCurrent {
            deliver(target)
        } else {
            target.loop.execute { self.deliver(target) }
        }
    }

    private func deliver(_ target: Target) {
        isPending.store(false, ordering: .releasing)
        target.look()
    }

    /// A row that is the first of its key: nothing has to be published before it, so that the relay need not look for it. A relay that
    /// cannot publish at once finds it in the table.
    package func raise(first row: OutboxRow) {
        guard let target = target.withLock({ $0 }) else { return }
        if target.loop.isCurrent {
            target.take(row)
        } else {
            target.loop.execute { target.take(row) }
        }
    }

    /// Both run on `loop`.
    func connect(to loop: EventLoop, look: @escaping @Sendable () -> Void, take: @escaping @Sendable (OutboxRow) -> Void) {
        target.withLock { $0 = Target(loop: loop, look: look, take: take) }
    }

    func disconnect() {
        target.withLock { $0 = nil }
    }
}
