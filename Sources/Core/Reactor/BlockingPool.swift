import Glibc
import Synchronization

/// Threads for work that blocks or burns CPU (password hashing, name resolution), so that no loop ever does. Bounded: when
/// `queueLimit` pieces of work wait, the next one is refused at once. May be called from any loop.
package final class BlockingPool: @unchecked Sendable {  // `state` is under `mutex`; the rest is immutable
    /// The queue is full: the caller answers 503 with Retry-After.
    package struct Saturated: Error, Sendable {}

    /// A snapshot for metrics.
    package struct Load: Sendable {
        package var running = 0
        package var queued = 0
        package var refused = 0
        /// Time the pieces of work started so far have waited, in all.
        package var waited: Duration = .zero
        package var started = 0
    }

    private struct Work {
        let run: () -> Void
        let queuedAt: MonotonicTime
    }

    private struct State {
        var queue: [Work] = []
        var head = 0
        var load = Load()
        var stopped = false
    }

    private let queueLimit: Int
    private let name: String
    private let lock = Mutex(State())
    private let available: UnsafeMutablePointer<sem_t>
    private var threads: [Thread] = []

    package init(name: String, threads count: Int, queueLimit: Int) {
        precondition(count > 0 && queueLimit > 0)
        self.name = name
        self.queueLimit = queueLimit
        available = .allocate(capacity: 1)
        sem_init(available, 0, 0)
        threads = (0..<count).map { index in Thread.start(named: "\(name)-\(index)") { [unowned self] in work() } }
    }

    /// Waits for the running work; queued work is still done.
    deinit {
        lock.withLock { $0.stopped = true }
        for _ in threads { sem_post(available) }
        for thread in threads { thread.join() }
        sem_destroy(available)
        available.deallocate()
    }

    package var load: Load { lock.withLock { $0.load } }

    /// Runs `work` on one of the threads; the caller's task suspends and goes on where it was.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws(Saturated) -> Result {
        let result: Result? = await withUnsafeContinuation { continuation in
            let accepted = submit { continuation.resume(returning: work()) }
            if !accepted { continuation.resume(returning: nil) }
        }
        guard let result else { throw Saturated() }
        return result
    }

    private func submit(_ run: @escaping @Sendable () -> Void) -> Bool {
        let accepted = lock.withLock { state in
            guard state.load.queued < queueLimit else {
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

    private func work() {
        while true {
            while sem_wait(available) != 0 {}
            guard let work = next() else { return }
            work.run()
            lock.withLock { $0.load.running -= 1 }
        }
    }

    private func next() -> Work? {
        lock.withLock { state in
            guard state.head < state.queue.count else { return nil }
            let work = state.queue[state.head]
            state.head += 1
            if state.head == state.queue.count {
                state.queue.removeAll(keepingCapacity: true)
                state.head = 0
            } else if state.head >= 64 {
                state.queue.removeFirst(state.head)
                state.head = 0
            }
            state.load.queued -= 1
            state.load.running += 1
            state.load.started += 1
            state.load.waited += MonotonicTime.read() - work.queuedAt
            return work
        }
    }
}
