import Glibc
import Reactor
import TestSupport
import Testing

@Suite("BlockingPool") struct BlockingPoolTests {
    @Test("work runs off the loop and its caller goes on upon it")
    func runsElsewhere() async throws {
        let (off, back) = try await onLoop { loop in
            let pool = BlockingPool(name: "test", threads: 2, queueLimit: 4)
            let off = try await pool.run { !loop.isCurrent }
            return (off, loop.isCurrent)
        }
        #expect(off && back)
    }

    @Test("a pool may go before its threads have begun")
    func shortLived() {
        for _ in 0..<200 { _ = BlockingPool(name: "test", threads: 2, queueLimit: 1) }
    }

    @Test("a full queue refuses at once and counts the refusal; what was accepted is done")
    func saturation() async throws {
        let (results, load) = try await onLoop { loop in
            let pool = BlockingPool(name: "test", threads: 1, queueLimit: 1)
            let started = LoopEvent(on: loop)
            let gate = Gate()
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await pool.run {
                        loop.execute { started.set() }
                        gate.wait()
                        return true
                    }
                }
                await started.wait()
                group.addTask { try await pool.run { true } }
                while pool.load.queued == 0 { await Task.yield() }
                await #expect(throws: BlockingPool.Saturated.self) { try await pool.run { true } }
                gate.open()
                var results: [Bool] = []
                for try await result in group { results.append(result) }
                return (results, pool.load)
            }
        }
        #expect(results == [true, true])
        #expect(load.refused == 1 && load.started == 2 && load.queued == 0)
    }
}

/// A semaphore that the blocking work of a test waits at.
private final class Gate: @unchecked Sendable {  // sem_t is made for several threads
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(semaphore, 0, 0) }
    deinit { semaphore.deallocate() }
    func open() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0 {} }
}
