import Synchronization

/// The names that are being looked up, and who waits for each.
final class LookUps: Sendable {
    typealias Answer = Result<[SocketAddress], Resolver.Failure>

    private let limit: Int
    private let lookUp: @Sendable (String) -> Answer
    private let waiters = Mutex<[String: [LookUpWaiter]]>([:])

    init(limit: Int, lookUp: @escaping @Sendable (String) -> Answer) {
        self.limit = limit
        self.lookUp = lookUp
    }

    /// Joins the look-up that runs, or starts one. False when too many run.
    func ask(for host: String, _ waiter: LookUpWaiter) -> Bool {
        let isFirst: Bool? = waiters.withLock { waiters in
            if waiters[host] != nil {
                waiters[host]?.append(waiter)
                return false
            }
            guard waiters.count < limit else { return nil }
            waiters[host] = [waiter]
            return true
        }
        if isFirst == true { start(host) }
        return isFirst != nil
    }

    /// The look-up goes on without this one.
    func leave(_ host: String, _ waiter: LookUpWaiter) {
        waiters.withLock { $0[host]?.removeAll { $0 === waiter } }
    }

    private func start(_ host: String) {
        Thread.start(named: "resolver") { [self] in
            let answer = lookUp(host)
            for waiter in waiters.withLock({ $0.removeValue(forKey: host) }) ?? [] { waiter.finish(answer) }
        }.detach()
    }
}

/// One task that waits for an answer. Confined to its loop but for `finish`, which may be called from any thread.
final class LookUpWaiter: @unchecked Sendable {  // `answer` is set and read on the loop
    private let loop: EventLoop
    private let answered: LoopEvent
    private var answer: LookUps.Answer?

    init(on loop: EventLoop) {
        self.loop = loop
        answered = LoopEvent(on: loop)
    }

    func finish(_ answer: LookUps.Answer) {
        loop.execute { [self] in
            self.answer = answer
            answered.set()
        }
    }

    /// Nil when `deadline` passes first.
    func result(before deadline: MonotonicTime) async -> LookUps.Answer? {
        _ = await answered.wait(atMost: deadline - loop.now)
        return answer
    }
}
