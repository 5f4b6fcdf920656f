import Reactor
import TestSupport
import Testing

@testable import Hosting

@Suite("What runs on a loop beside the server") struct LoopTasksTests {
    /// Stops in so much time, and notes when it was asked to and how long it was given.
    private final class Noted: LoopTask, @unchecked Sendable {  // loop-confined
        let name: String
        private let loop: EventLoop
        private let duration: Duration
        private let note: (String, Duration) -> Void

        init(_ name: String, takes duration: Duration = .zero, on loop: EventLoop, note: @escaping (String, Duration) -> Void) {
            self.name = name
            self.loop = loop
            self.duration = duration
            self.note = note
        }

        func run() async {}

        func stop(within limit: Duration) async {
            note(name, limit)
            await loop.sleep(duration)
        }
    }

    private struct Fixture: Feature {
        var once: [any LoopTask] = []
        var each: [any LoopTask] = []

        func processTasks() -> [any LoopTask] { once }
        func tasks() -> [any LoopTask] { each }
    }

    @Test(
        "the first loop stops what runs once a process in the order of the features, the feed, then what runs on every loop",
        arguments: [0, 1])
    func order(index: Int) async throws {
        let names = try await onLoop { loop in
            let here = try EventLoop(index: index)
            var stopped: [String] = []
            func task(_ name: String) -> Noted { Noted(name, on: loop) { name, _ in stopped.append(name) } }
            let features = [
                Fixture(once: [task("book once")], each: [task("book")]), Fixture(),
                Fixture(once: [task("publish once"), task("clean once")], each: [task("publish"), task("clean")]),
            ]
            await (try LoopTasks(of: features, on: here) { task("feed") }).stop(within: .seconds(1), on: loop)
            return stopped
        }
        let everywhere = ["book", "publish", "clean"]
        #expect(names == (index == 0 ? ["book once", "publish once", "clean once", "feed"] + everywhere : everywhere))
    }

    @Test("each has what those before have left of the time, never less than nothing")
    func time() async throws {
        let given = try await onLoop { loop in
            var given: [Duration] = []
            let slow = (0..<3).map { _ in
                Noted("slow", takes: .milliseconds(40), on: loop) { _, limit in given.append(limit) }
            }
            await (try LoopTasks(of: [Fixture(each: slow)], on: loop) { slow[0] }).stop(within: .milliseconds(60), on: loop)
            return given
        }
        // The feed is the first: index 0.
        #expect(given.count == 4 && given[0] == .milliseconds(60))
        #expect(given[1] <= .milliseconds(20) && given[1] >= .zero)
        #expect(given[2...] == [.zero, .zero])
    }
}
