import Contracts
import Hosting
import Logging
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime

/// The background job that removes what is older than NOTIFICATION_RETENTION_DAYS: once an hour, piece by piece with a pause after
/// each, so that nobody waits for it. Each replica has one; two at the same time do no harm. Confined to its loop.
final class Retention: ClosableTask, @unchecked Sendable {  // loop-confined
    private static let piece = 500
    private static let pause = Duration.milliseconds(100)
    private static let interval = Duration.seconds(3_600)
    /// Deliveries are remembered at least as long as a broker may keep an event and deliver it again.
    private static let shortestMemoryDays = 30

    private let store: RetentionStore
    private let changes: any ChangePublisher
    private let days: Int
    private let clock: WallClock
    private let removed: Counter
    private let log: Logger
    private let stopping: LoopEvent

    init(
        _ store: RetentionStore, changes: any ChangePublisher, days: Int, clock: WallClock,
        metrics: MetricsRegistry, log: Logger, on loop: EventLoop
    ) {
        self.store = store
        self.changes = changes
        self.days = days
        self.clock = clock
        self.log = log
        removed = metrics.counter("notification_expired_total", help: "Notifications removed because of their age.")
        stopping = LoopEvent(on: loop)
    }

    func run() async {
        repeat {
            do throws(PostgresError) {
                try await removeAll()
            } catch {
                log.warning("what is too old stays for now", metadata: ["reason": "\(error)"])
            }
        } while !(await stopping.wait(atMost: Self.interval))
    }

    func close() { stopping.set() }

    /// Everything that is too old now.
    func removeAll() async throws(PostgresError) {
        let end = clock.instant.adding(days: -days)
        let memory = clock.instant.adding(days: -max(days, Self.shortestMemoryDays))
        try await inPieces { limit throws(PostgresError) in try await self.removeNotifications(before: end, atMost: limit) }
        try await inPieces { limit throws(PostgresError) in try await self.store.removeChanges(before: end, atMost: limit) }
        try await inPieces { limit throws(PostgresError) in try await self.store.removeDeliveries(before: memory, atMost: limit) }
        try await inPieces { limit throws(PostgresError) in try await self.store.removeFailedEmails(before: end, atMost: limit) }
    }

    private func removeNotifications(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int {
        let expired = try await store.deleteNotifications(before: end, atMost: limit)
        removed.add(expired.count)
        changes.publish(expired.map { AddressedMessage(user: $0.owner, message: .change(.deleted, [$0.id], $0.state)) })
        return expired.count
    }

    private func inPieces(_ remove: (Int) async throws(PostgresError) -> Int) async throws(PostgresError) {
        while !stopping.isSet, try await remove(Self.piece) > 0 { _ = await stopping.wait(atMost: Self.pause) }
    }
}
