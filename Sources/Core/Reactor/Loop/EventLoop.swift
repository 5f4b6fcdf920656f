import CLinux
import Glibc
import Synchronization

/// One thread, one epoll, one executor: everything that belongs to a connection, from its socket to its database queries, runs on
/// one of these and is never touched by another thread.
///
/// A turn: run the jobs that are ready, run what asked to run at the turn's end (write coalescing), wait for descriptors or the
/// next timer, hand out the events, fire the timers. `enqueue` and `execute` may be called from any thread; everything else only
/// on the loop, which debug builds assert.
package final class EventLoop: TaskExecutor, @unchecked Sendable {  // `inbox` is under its Mutex; the rest is loop-confined
    package let index: Int
    /// The time at the start of the current turn.
    package private(set) var now = MonotonicTime.read()
    /// How long the jobs of the longest recent turn took; the loop's lag for whoever had to wait behind it.
    package private(set) var longestTurn: Duration = .zero

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var actions: [@Sendable () -> Void] = []
        var woken = false
    }

    private let epoll: Int32
    private let wakeup: Int32
    private let inbox = Mutex(Inbox())
    private let stopping = Atomic(false)
    private let thread = Atomic<UInt>(0)
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var turnEnd: [() -> Void] = []
    private var turnEnding: [() -> Void] = []
    private var table = DescriptorTable()
    private var timers = TimerHeap()
    private let events: UnsafeMutablePointer<epoll_event>

    private static let eventsPerWait = 256
    private static let jobRoundsPerTurn = 16
    private static let wakeupToken = UInt64.max

    package init(index: Int) throws(SystemError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        let wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeup >= 0 else {
            let error = SystemError("eventfd")
            close(epoll)
            throw error
        }
        var event = linux_epoll_event(EPOLLIN.rawValue | EPOLLET.rawValue, Self.wakeupToken)
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, &event) == 0 else {
            let error = SystemError("epoll_ctl")
            close(epoll)
            close(wakeup)
            throw error
        }
        self.index = index
        self.epoll = epoll
        self.wakeup = wakeup
        events = .allocate(capacity: Self.eventsPerWait)
    }

    deinit {
        events.deallocate()
        close(epoll)
        close(wakeup)
    }

    // MARK: From any thread

    package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    package func assertOnLoop() { assert(isCurrent, "called off its event loop") }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
            return
        }
        let wake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.woken = true }
            return !inbox.woken
        }
        if wake { wakeUp() }
    }

    /// Runs `action` on the loop in one of its next turns.
    package func execute(_ action: @escaping @Sendable () -> Void) {
        let wake = inbox.withLock { inbox in
            inbox.actions.append(action)
            defer { inbox.woken = true }
            return !inbox.woken
        }
        if wake { wakeUp() }
    }

    /// Makes `run` return after its current turn.
    package func stop() {
        stopping.store(true, ordering: .releasing)
        wakeUp()
    }

    private func wakeUp() {
        var one: UInt64 = 1
        while write(wakeup, &one, 8) < 0, Glibc.errno == EINTR {}
    }

    // MARK: On the loop

    /// Runs `action` once, after the jobs that are ready now and before the loop waits: the place to write out what the jobs of a
    /// turn have queued, in one system call.
    package func atTurnEnd(_ action: @escaping () -> Void) {
        assertOnLoop()
        turnEnd.append(action)
    }

    /// Watches `descriptor` edge-triggered for reading, writing, hang-up and errors until `deregister`. The table keeps `handler` alive.
    package func register(_ descriptor: Int32, _ handler: any DescriptorHandler) throws(SystemError) -> Registration {
        assertOnLoop()
        let registration = table.insert(descriptor, handler)
        let interest = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        var event = linux_epoll_event(interest, registration.token)
        if epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 {
            let error = SystemError("epoll_ctl")
            table.remove(registration)
            throw error
        }
        return registration
    }

    /// Call before the descriptor is closed.
    package func deregister(_ registration: Registration) {
        assertOnLoop()
        var unused = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, registration.descriptor, &unused)
        table.remove(registration)
    }

    func queue(_ entry: TimerHeap.Entry) { timers.insert(entry) }

    // MARK: The turn

    /// Runs turns on the calling thread until `stop`.
    package func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while !stopping.load(ordering: .acquiring) {
            runJobs()
            endTurn()
            let end = MonotonicTime.read()
            if end - now > longestTurn { longestTurn = end - now }
            wait(from: end)
            fireTimers()
        }
        // Disarmed timers are still in the heap, with actions that would keep the loop alive.
        timers = TimerHeap()
        thread.store(0, ordering: .relaxed)
    }

    /// The longest turn since the last call; for a metric that is read now and then.
    package func takeLongestTurn() -> Duration {
        defer { longestTurn = .zero }
        return longestTurn
    }

    private func runJobs() {
        var rounds = 0
        while !ready.isEmpty, rounds < Self.jobRoundsPerTurn {
            rounds += 1
            swap(&ready, &running)
            for job in running { job.runSynchronously(on: asUnownedTaskExecutor()) }
            running.removeAll(keepingCapacity: true)
        }
    }

    private func endTurn() {
        while !turnEnd.isEmpty {
            swap(&turnEnd, &turnEnding)
            for action in turnEnding { action() }
            turnEnding.removeAll(keepingCapacity: true)
        }
    }

    private func wait(from start: MonotonicTime) {
        let count = Int(epoll_wait(epoll, events, Int32(Self.eventsPerWait), timeout(from: start)))
        now = MonotonicTime.read()
        var woken = false
        for i in 0..<max(count, 0) {
            let token = linux_epoll_data(events + i)
            if token == Self.wakeupToken {
                woken = true
            } else {
                table.handler(token: token)?.descriptorReady(Readiness(rawValue: events[i].events))
            }
        }
        if woken { takeInbox() }
    }

    /// Milliseconds for epoll_wait, rounded up so that a timer is due when it returns.
    private func timeout(from start: MonotonicTime) -> Int32 {
        if !ready.isEmpty || stopping.load(ordering: .acquiring) { return 0 }
        guard let earliest = timers.earliest else { return -1 }
        guard earliest > start else { return 0 }
        return Int32(clamping: (earliest.nanoseconds - start.nanoseconds + 999_999) / 1_000_000)
    }

    /// The eventfd is never read: edge-triggered, each write to it is an event of its own (epoll(7)).
    private func takeInbox() {
        let actions = inbox.withLock { inbox in
            ready.append(contentsOf: inbox.jobs)
            inbox.jobs.removeAll(keepingCapacity: true)
            inbox.woken = false
            let actions = inbox.actions
            inbox.actions.removeAll()
            return actions
        }
        for action in actions { action() }
    }

    private func fireTimers() {
        while let entry = timers.popDue(at: now) { entry.timer.popped(entry) }
    }
}
