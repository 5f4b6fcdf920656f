import Reactor
import Testing

@testable import Redis

@Suite("Redis command queue") struct CommandQueueTests {
    typealias Queue = CommandQueue<String>
    typealias Failure = Queue.Failure

    private let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private func at(_ milliseconds: Int64) -> MonotonicTime { start + .milliseconds(milliseconds) }
    private func queue(commands: Int = 10, bytes: Int = 100) -> Queue {
        Queue(limits: .init(commands: commands, bytes: bytes, timeout: .milliseconds(100)))
    }

    @Test("answers go to the waiters in the order of their commands")
    func order() {
        var queue = queue(commands: 1_000, bytes: 1_000_000)
        var next = 0
        var got: [String] = []
        for round in 0..<300 {
            for _ in 0..<(round % 5) {
                queue.append("\(next)", bytes: 3, now: start)
                queue.written(3)
                next += 1
            }
            for _ in 0..<(round % 4) where !queue.isEmpty { got.append(queue.answered() ?? "-") }
        }
        while !queue.isEmpty { got.append(queue.answered() ?? "-") }
        #expect(got == (0..<next).map { "\($0)" } && next == 600)
        #expect(queue.answered() == nil)
    }

    @Test("an answer before its question has left is nobody's")
    func premature() {
        var queue = queue()
        queue.append("a", bytes: 10, now: start)
        queue.written(9)
        #expect(queue.answered() == nil)
        queue.written(1)
        #expect(queue.answered() == "a")
    }

    @Test("the limits: commands waited for, bytes not yet written, and a command alone too large")
    func limits() {
        var queue = queue(commands: 3, bytes: 100)
        #expect(queue.refusal(commands: 1, bytes: 100) == nil)
        #expect(queue.refusal(commands: 1, bytes: 101) == .commandTooLarge(bytes: 101, limit: 100))
        #expect(queue.refusal(commands: 3, bytes: 1) == nil && queue.refusal(commands: 4, bytes: 1) == .busy)
        queue.append("a", bytes: 60, now: start)
        #expect(queue.refusal(commands: 1, bytes: 40) == nil && queue.refusal(commands: 1, bytes: 41) == .busy)
        queue.written(20)
        #expect(queue.refusal(commands: 1, bytes: 60) == nil && queue.refusal(commands: 1, bytes: 61) == .busy)
        #expect(queue.refusal(commands: 2, bytes: 1) == nil && queue.refusal(commands: 3, bytes: 1) == .busy)
        queue.written(40)
        #expect(queue.answered() == "a" && queue.room == 3)
    }

    @Test("the deadline is the oldest command's")
    func deadlines() {
        var queue = queue()
        #expect(queue.deadline == nil)
        queue.append("a", bytes: 1, now: at(0))
        queue.append("b", bytes: 1, now: at(30))
        queue.written(2)
        #expect(queue.deadline == at(100))
        _ = queue.answered()
        #expect(queue.deadline == at(130))
        _ = queue.answered()
        #expect(queue.deadline == nil)
    }

    @Test("a lost connection tells everyone once, and whether the command had left")
    func lost() {
        var queue = queue()
        for name in ["answered", "written", "half written", "not written"] { queue.append(name, bytes: 10, now: start) }
        queue.written(25)
        #expect(queue.answered() == "answered")
        #expect(
            queue.end(.endOfStream, now: at(5)) == [
                Failure(waiter: "written", error: .connectionLost(mayHaveRun: true)),
                Failure(waiter: "half written", error: .connectionLost(mayHaveRun: false)),
                Failure(waiter: "not written", error: .connectionLost(mayHaveRun: false)),
            ])
        #expect(queue.end(.endOfStream, now: at(5)).isEmpty && queue.isEmpty)
    }

    @Test("a timeout is told to those who are late, a lost connection to those behind them")
    func timeout() {
        var queue = queue()
        for (index, name) in ["late", "just late", "behind"].enumerated() {
            queue.append(name, bytes: 1, now: at(Int64(index) * 10))
        }
        queue.written(3)
        #expect(
            queue.end(.timeout, now: at(110)) == [
                Failure(waiter: "late", error: .timeout),
                Failure(waiter: "just late", error: .timeout),
                Failure(waiter: "behind", error: .connectionLost(mayHaveRun: true)),
            ])
    }

    @Test(
        "what the oldest command's answer did wrong is told to the oldest alone",
        arguments: [
            (ConnectionEnding.protocolViolation, RedisError.protocolViolation), (.refused("NOPERM x"), .server("NOPERM x")),
        ])
    func blamed(ending: ConnectionEnding, error: RedisError) {
        var queue = queue()
        for name in ["a", "b"] { queue.append(name, bytes: 1, now: start) }
        queue.written(2)
        #expect(
            queue.end(ending, now: start) == [
                Failure(waiter: "a", error: error), Failure(waiter: "b", error: .connectionLost(mayHaveRun: true)),
            ])
    }
}
