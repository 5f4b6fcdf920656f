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
        while await !closing.wait(atMost: interval) { await flush(all: false) }
    }

    func stop(within limit: Duration) async {
        closing.set()
        await flush(all: true)
    }

    private func flush(all: Bool) async {
        do {
            try await log.flush(all: all)
        } catch {
            logger.debug("entries of the access log could not be written", metadata: ["error": "\(error)"])
        }
    }
}
