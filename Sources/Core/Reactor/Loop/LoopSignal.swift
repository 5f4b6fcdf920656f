/// A wake-up that may be raised many times, of which one is remembered: the condition variable of a background task on a loop.
/// One task waits. Confined to the loop.
package final class LoopSignal: @unchecked Sendable {  // loop-confined
    private let loop: EventLoop
    private var pending = false
    private var waiter: UnsafeContinuation<Bool, Never>?
    private lazy var timer = LoopTimer(on: loop) { [unowned self] in finish(false) }

    package init(on loop: EventLoop) { self.loop = loop }

    package func raise() {
        loop.assertOnLoop()
        if waiter == nil { pending = true } else { finish(true) }
    }

    /// True when raised since the last wait, false when `limit` passed first.
    package func wait(atMost limit: Duration?) async -> Bool {
        loop.assertOnLoop()
        if pending {
            pending = false
            return true
        }
        return await withUnsafeContinuation { continuation in
            precondition(waiter == nil, "one task waits for a LoopSignal")
            waiter = continuation
            if let limit { timer.arm(after: limit) }
        }
    }

    private func finish(_ raised: Bool) {
        timer.disarm()
        let woken = waiter
        waiter = nil
        woken?.resume(returning: raised)
    }
}
