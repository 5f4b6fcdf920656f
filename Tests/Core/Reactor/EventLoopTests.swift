import Reactor
import Synchronization
import TestSupport
import Testing

@Suite("EventLoop") struct EventLoopTests {
    @Test("a task started with the loop stays on it over awaits, calls and child tasks")
    func staysOnLoop() async throws {
        let places = try await onLoop { loop in
            var places = [loop.isCurrent]
            await suspend()
            places.append(loop.isCurrent)
            places.append(await helper(loop))
            await withDiscardingTaskGroup { group in group.addTask { #expect(loop.isCurrent) } }
            places.append(loop.isCurrent)
            return places
        }
        #expect(places == [true, true, true, true])
    }

    private func suspend() async { await Task.yield() }
    private func helper(_ loop: EventLoop) async -> Bool {
        await Task.yield()
        return loop.isCurrent
    }

    @Test("actions from other threads run on the loop, in order")
    func executes() async throws {
        let seen = try await onLoop { loop in
            let seen = Mutex<[Int]>([])
            let done = LoopEvent(on: loop)
            let thread = Thread.start(named: "other") {
                for i in 0..<1_000 { loop.execute { seen.withLock { $0.append(loop.isCurrent ? i : -1) } } }
                loop.execute { done.set() }
            }
            await done.wait()
            thread.join()
            return seen.withLock { $0 }
        }
        #expect(seen == Array(0..<1_000))
    }

    @Test("what asked for the turn's end runs after the jobs of the turn and before the loop waits")
    func turnEnd() async throws {
        let order = try await onLoop { loop in
            let order = Recorder<String>()
            let done = LoopEvent(on: loop)
            loop.atTurnEnd {
                order.record("turn end")
                done.set()
            }
            await withDiscardingTaskGroup { group in
                for _ in 0..<3 { group.addTask { order.record("job") } }
            }
            await done.wait()
            return order.all
        }
        #expect(order == ["job", "job", "job", "turn end"])
    }

    @Test("timers fire in the order of their deadlines, moved ones at their new deadline, disarmed ones never")
    func timers() async throws {
        let fired = try await onLoop { loop in
            let fired = Recorder<Int>()
            let done = LoopEvent(on: loop)
            let timers = (0..<4).map { i in LoopTimer(on: loop) { fired.record(i) } }
            timers[0].arm(after: .milliseconds(30))
            timers[1].arm(after: .milliseconds(10))
            timers[2].arm(after: .milliseconds(20))
            timers[3].arm(after: .milliseconds(5))
            timers[1].arm(after: .milliseconds(40))  // later
            timers[0].arm(after: .milliseconds(2))  // earlier
            timers[3].disarm()
            let last = LoopTimer(on: loop) { done.set() }
            last.arm(after: .milliseconds(60))
            await done.wait()
            return fired.all
        }
        #expect(fired == [0, 2, 1])
    }

    @Test("an event ends a bounded wait early, and an expired wait says so")
    func boundedWait() async throws {
        let answers = try await onLoop { loop in
            let event = LoopEvent(on: loop)
            let expired = await event.wait(atMost: .milliseconds(1))
            let timer = LoopTimer(on: loop) { event.set() }
            timer.arm(after: .milliseconds(1))
            return [expired, await event.wait(atMost: .seconds(60)), await event.wait(atMost: .zero)]
        }
        #expect(answers == [false, true, true])
    }

    @Test("a raised signal is remembered once")
    func signal() async throws {
        let answers = try await onLoop { loop in
            let signal = LoopSignal(on: loop)
            signal.raise()
            signal.raise()
            let first = await signal.wait(atMost: nil)
            let second = await signal.wait(atMost: .milliseconds(1))
            return [first, second]
        }
        #expect(answers == [true, false])
    }
}
