/// Calls `ring` at the earliest of many deadlines. A deadline cannot be taken back: `ring` looks at all that is left and watches
/// that again. Confined to its loop.
package final class DeadlineAlarm {
    private let ring: () -> Void
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in
        earliest = nil
        ring()
    }
    private unowned let loop: EventLoop
    private var earliest: MonotonicTime?

    /// `ring` runs on the loop.
    package init(on loop: EventLoop, ring: @escaping () -> Void) {
        self.loop = loop
        self.ring = ring
    }

    package func watch(_ deadline: MonotonicTime) {
        if let earliest, earliest <= deadline { return }
        earliest = deadline
        timer.arm(at: deadline)
    }

    package func disarm() {
        earliest = nil
        timer.disarm()
    }
}
