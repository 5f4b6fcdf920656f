import Hosting
import Logging
import Reactor
import TestSupport
import Testing

@Suite("Work that is done again and again") struct PeriodicTaskTests {
    private struct Failure: Error {}

    @Test("it is done at once, and again after a pause, whether it throws or not; closing ends it and tells work that is long")
    func turns() async throws {
        try await onLoop { loop in
            let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            var turns = 0
            var task: PeriodicTask?
            let periodic = PeriodicTask(every: .milliseconds(1), failure: "it failed", level: .warning, log: log, on: loop) {
                isClosing in
                turns += 1
                #expect(!isClosing())
                if turns == 2 { throw Failure() }
                if turns == 4 {
                    task?.close()
                    #expect(isClosing())
                }
            }
            task = periodic
            await periodic.run()
            #expect(turns == 4)
            // Its work holds it.
            task = nil
        }
    }
}
