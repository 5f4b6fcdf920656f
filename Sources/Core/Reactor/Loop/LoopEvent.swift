/// Something that happens once, and the tasks of its loop that wait for it. Confined to the loop; from elsewhere `set` goes through
/// `EventLoop.execute`.
package final class LoopEvent: @unchecked Sendable {  // loop-confined
    package private(set) var isSet = false
    private let loop: EventLoop
    private var waiters: [Waiter] = []

    /// One suspended task; finished by the event or by its own timer, whichever is first.
    private final class Waiter {
        var continuation: UnsafeContinuation<Bool, Never>?
        var timer: LoopTimer?

        func finish(_ happened: Bool) {
            timer?.disarm()
            timer = nil
            continuation?.resume(returning: happened)
            continuation = nil
        }
    }

    package init(on loop: EventLoop) { self.loop = loop }

    package func set() {
        loop.assertOnLoop()
        isSet = true
        let woken = waiters
        waiters.removeAll()
        for waiter in woken { waiter.finish(true) }
    }

    package func wait() async { _ = await wait(atMost: nil) }

    /// True when the event happened, false when `limit` passed first. A service sleeps this way, with the event that ends it.
    package func wait(atMost limit: Duration?) async -> Bool {
        loop.assertOnLoop()
        if isSet { return true }
        return await withUnsafeContinuation { continuation in
            let waiter = Waiter()
            waiter.continuation = continuation
            if let limit {
                let timer = LoopTimer(on: loop) { [unowned self] in
                    waiters.removeAll { $0 === waiter }
                    waiter.finish(false)
                }
                waiter.timer = timer
                timer.arm(after: limit)
            }
            waiters.append(waiter)
        }
    }
}
