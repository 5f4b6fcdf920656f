import Contracts
import Hosting
import Logging
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime

/// The background job that removes what is older than NOTIFICATION_RETENTION_DAYS: once an hour, piece by piece with a pause after
/// each, so that nobody waits for it. Each replica has one; two at the same time find each other's work done. Confined to its loop.
final class Retention: @unchecked Sendable {  // loop-confined
    private static let piece = 500
    private static let pause = Duration.milliseconds(100)
    private static let interval = Duration.seconds(3_600)
    /// However soon notifications go, deliveries are known for as long as a broker may keep an event and bring it again.
    private static let shortestMemoryDays = 30

    private let store: any RetentionStore
    private let cache: InboxCache
    private let changes: any ChangePublisher
    private let days: Int
    private let clock: WallClock
    private let removed: Counter
    private let log: Logger
    private let stopping: LoopEvent

    init(
        _ store: any RetentionStore, cache: InboxCache, changes: any ChangePublisher, days: Int, clock: WallClock,
        metrics: MetricsRegistry, log: Logger, on loop: EventLoop
    ) {
        self.store = store
        self.cache = cache
        self.changes = changes
        self.days = days
        self.clock = clock
        self.log = log
        removed = metrics.counter("notification_expired_total", help: "Notifications removed because of their age.")
        stopping = LoopEvent(on: loop)
    }

    /// Returns after `close`. The database must be migrated.
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
        try await inPieces { limit throws(PostgresError) in try await self.store.forgetChanges(before: end, atMost: limit) }
        try await inPieces { limit throws(PostgresError) in try await self.store.forgetDeliveries(before: memory, atMost: limit) }
        try await inPieces { limit throws(PostgresError) in try await self.store.forgetFailedEmails(before: end, atMost: limit) }
    }

    private func removeNotifications(before end: Instant, atMost limit: Int) async throws(PostgresError) -> Int {
        let expired = try await store.deleteNotifications(before: end, atMost: limit)
        removed.add(expired.count)
        await cache.forget(expired.map(\.owner))
        changes.publish(expired.map { AddressedMessage(user: $0.owner, message: .change(.deleted, [$0.id], $0.state)) })
        return expired.count
    }

    private func inPieces(_ remove: (Int) async throws(PostgresError) -> Int) async throws(PostgresError) {
        while !stopping.isSet, try await remove(Self.piece) > 0 { _ = await stopping.wait(atMost: Self.pause) }
    }
}
