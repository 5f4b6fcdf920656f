import DequeModule
import Glibc
import Synchronization

/// Threads for work that blocks or burns CPU (password hashing, a mail server), so that no loop ever does. Bounded: when
/// `queueLimit` pieces of work wait, the next one is refused at once. May be called from any loop.
package final class BlockingPool: Sendable {
    /// The queue is full: the caller answers 503 with Retry-After.
    package struct Saturated: Error, Sendable {}

    /// A snapshot for metrics.
    package struct Load: Sendable {
        package var running = 0
        package var queued = 0
        package var refused = 0
        /// How long the work that has been started waited, all pieces together.
        package var waited: Duration = .zero
        package var started = 0
    }

    private let queue: WorkQueue
    private let threads: [Thread]

    package init(name: String, threads count: Int, queueLimit: Int) {
        precondition(count > 0 && queueLimit > 0)
        let queue = WorkQueue(limit: queueLimit)
        self.queue = queue
        threads = (0..<count).map { index in Thread.start(named: "\(name)-\(index)") { queue.work() } }
    }

    /// Waits for the running work; queued work is still done.
    deinit {
        queue.stop(threads: threads.count)
        for thread in threads { thread.join() }
    }

    package var load: Load { queue.load }

    /// Runs `work` on one of the threads; the caller's task suspends and goes on where it was.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws(Saturated) -> Result {
        let result: Result? = await withUnsafeContinuation { continuation in
            let accepted = queue.submit { continuation.resume(returning: work()) }
            if !accepted { continuation.resume(returning: nil) }
        }
        guard let result else { throw Saturated() }
        return result
    }
}

/// What the threads of a pool share; they keep it alive, so that a pool may go while one of them is still starting.
private final class WorkQueue: @unchecked Sendable {  // `state` is a Mutex, the semaphore is made for several threads
    private struct Work {
        let run: () -> Void
        let queuedAt: MonotonicTime
    }

    private struct State {
        var queue = Deque<Work>()
        var load = BlockingPool.Load()
    }

    private let limit: Int
    private let state = Mutex(State())
    private let available: UnsafeMutablePointer<sem_t>

    init(limit: Int) {
        self.limit = limit
        available = .allocate(capacity: 1)
        sem_init(available, 0, 0)
    }

    deinit {
        sem_destroy(available)
        available.deallocate()
    }

    var load: BlockingPool.Load { state.withLock { $0.load } }

    func submit(_ run: @escaping @Sendable () -> Void) -> Bool {
        let accepted = state.withLock { state in
            guard state.load.queued < limit else {
                state.load.refused += 1
                return false
            }
            state.queue.append(Work(run: run, queuedAt: .read()))
            state.load.queued += 1
            return true
        }
        if accepted { sem_post(available) }
        return accepted
    }

    /// Each thread that finds the queue empty when it is woken ends.
    func stop(threads: Int) {
        for _ in 0..<threads { sem_post(available) }
    }

    func work() {
        while true {
            while sem_wait(available) != 0 {}
            guard let work = next() else { return }
            work.run()
            state.withLock { $0.load.running -= 1 }
        }
    }

    private func next() -> Work? {
        state.withLock { state in
            guard let work = state.queue.popFirst() else { return nil }
            state.load.queued -= 1
            state.load.running += 1
            state.load.started += 1
            state.load.waited += MonotonicTime.read() - work.queuedAt
            return work
        }
    }
}
