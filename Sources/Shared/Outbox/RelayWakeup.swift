import Reactor
import Synchronization

/// Tells the relay, from any loop of the process, that rows were committed. Any number of calls before the relay looks are one.
package final class RelayWakeup: Sendable {
    private struct Target {
        let loop: EventLoop
        let wake: @Sendable () -> Void
    }

    /// Set once, before or while the process serves; held for a few instructions.
    private let target = Mutex<Target?>(nil)
    private let isPending = Atomic(false)

    package init() {}

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
        target.wake()
    }

    /// `wake` runs on `loop`.
    func connect(to loop: EventLoop, _ wake: @escaping @Sendable () -> Void) {
        target.withLock { $0 = Target(loop: loop, wake: wake) }
    }

    func disconnect() {
        target.withLock { $0 = nil }
    }
}
