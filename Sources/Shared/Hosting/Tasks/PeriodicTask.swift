package import Logging
package import Reactor

/// Work done at once, and again after each pause. When it throws, that is logged and the next turn tries again. Confined to its loop.
package final class PeriodicTask: ClosableTask, @unchecked Sendable {  // loop-confined
    /// Long work asks now and then whether it must end.
    package typealias Work = (_ isClosing: () -> Bool) async throws -> Void

    private let interval: Duration
    private let log: Logger
    private let level: Logger.Level
    private let failure: String
    private let work: Work
    private let closing: LoopEvent

    /// `failure`: what the log says of work that has thrown.
    package init(
        every interval: Duration, failure: String, level: Logger.Level = .debug, log: Logger, on loop: EventLoop,
        work: @escaping Work
    ) {
        self.interval = interval
        self.failure = failure
        self.level = level
        self.log = log
        self.work = work
        closing = LoopEvent(on: loop)
    }

    package func run() async {
        repeat {
            do {
                try await work { closing.isSet }
            } catch {
                log.log(level: level, "\(failure)", metadata: ["error": "\(error)"])
            }
        } while await !closing.wait(atMost: interval)
    }

    package func close() { closing.set() }
}
