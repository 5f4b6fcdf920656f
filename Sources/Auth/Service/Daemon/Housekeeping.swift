import Contracts
import Hosting
import Logging
import Postgres
import Reactor
import ServiceRuntime

/// Removes what has had its time: sessions that ended, security events beyond their retention. Once a process, on loop 0.
final class Housekeeping: @unchecked Sendable {  // loop-confined
    private static let interval = Duration.seconds(600)

    private let revocations: any RevocationStore
    private let events: any SecurityEventStore
    private let eventRetention: Duration
    private let clock: WallClock
    private let log: Logger
    private let closing: LoopEvent

    init(
        revocations: any RevocationStore, events: any SecurityEventStore, eventRetention: Duration, clock: WallClock, log: Logger,
        on loop: EventLoop
    ) {
        self.revocations = revocations
        self.events = events
        self.eventRetention = eventRetention
        self.clock = clock
        self.log = log
        closing = LoopEvent(on: loop)
    }

    /// Returns after `close`.
    func run() async {
        repeat {
            do throws(PostgresError) {
                try await sweep()
            } catch {
                log.debug("what has had its time could not be removed", metadata: ["error": "\(error)"])
            }
        } while await !closing.wait(atMost: Self.interval)
    }

    func close() { closing.set() }

    func sweep() async throws(PostgresError) {
        let now = clock.instant
        try await revocations.sweep(at: now)
        try await events.removeEvents(before: now.adding(seconds: -eventRetention.components.seconds))
    }
}
