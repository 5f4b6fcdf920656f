import Hosting
import Logging
import Reactor

/// Writes the deferred entries regularly, and once more at the end.
final class AuditFlush: LoopTask, @unchecked Sendable {  // loop-confined
    private let log: AuditLog
    private let interval: Duration
    private let logger: Logger
    private let closing: LoopEvent

    init(_ log: AuditLog, every interval: Duration, of loop: LoopContext) {
        (self.log, self.interval, logger) = (log, interval, loop.log)
        closing = LoopEvent(on: loop.loop)
    }

    func run() async {
        while await !closing.wait(atMost: interval) { await flush() }
    }

    func stop(within limit: Duration) async {
        closing.set()
        await flush()
    }

    private func flush() async {
        do {
            try await log.flush()
        } catch {
            logger.debug("entries of the access log could not be written", metadata: ["error": "\(error)"])
        }
    }
}
