/// One deadline that can be moved as often as wanted. Moving it later, the common case of an idle timeout, is one store: the
/// heap is touched only when the old deadline comes. Confined to its loop.
package final class LoopTimer: @unchecked Sendable {  // loop-confined: every entry point asserts it
    private unowned let loop: EventLoop
    private let action: () -> Void
    private var deadline: MonotonicTime?
    private var queued: MonotonicTime?
    private var generation: UInt32 = 0

    /// `action` runs on the loop when the deadline has come; the timer is disarmed by then.
    package init(on loop: EventLoop, action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    package var isArmed: Bool { deadline != nil }

    package func arm(at time: MonotonicTime) {
        assert(loop.isCurrent, "armed off its event loop")
        deadline = time
        if let queued, queued <= time { return }
        queue(time)
    }

    package func arm(after duration: Duration) { arm(at: loop.now + duration) }

    package func disarm() { deadline = nil }

    private func queue(_ time: MonotonicTime) {
        generation &+= 1
        queued = time
        loop.queue(TimerHeap.Entry(deadline: time, generation: generation, timer: self))
    }

    func popped(_ entry: TimerHeap.Entry) {
        guard entry.generation == generation else { return }
        queued = nil
        guard let deadline else { return }
        // Even when the new deadline has come too: others that were due before it go first.
        if deadline > entry.deadline { return queue(deadline) }
        self.deadline = nil
        action()
    }
}
