import AppointmentDomain
import Contracts
import Hosting
import Logging
import Postgres
import Reactor
import ServiceRuntime

/// What the passing of time does: requests that nobody answered expire, reminders are sent, old idempotency keys go. Once a process,
/// on loop 0; any number of replicas do it side by side.
final class Sweeps: @unchecked Sendable {  // loop-confined
    struct Settings: Sendable {
        var interval = Duration.seconds(10)
        /// How many minutes before the start; the most first.
        var reminders = [24 * 60, 60]
    }

    /// Rows a statement touches at most; while it comes back full it is run again at once.
    private static let batch = 200
    static let expiryReason = "The requested time has passed without an answer."

    private let pool: PostgresPool
    private let commits: CommitSignal
    private let settings: Settings
    private let clock: WallClock
    private let log: Logger
    private let closing: LoopEvent

    init(pool: PostgresPool, commits: CommitSignal, settings: Settings, clock: WallClock, log: Logger, on loop: EventLoop) {
        self.pool = pool
        self.commits = commits
        self.settings = settings
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
                log.debug("a sweep came to nothing", metadata: ["error": "\(error)"])
            }
        } while await !closing.wait(atMost: settings.interval)
    }

    func close() { closing.set() }

    func sweep() async throws(PostgresError) {
        try await expire()
        try await remind()
        while !closing.isSet, try await PostgresIdempotencyStore.sweep(pool, now: clock.instant, limit: Self.batch) == Self.batch {}
    }

    private func expire() async throws(PostgresError) {
        while !closing.isSet {
            let rows = try await pool.query(
                SweepStatements.expire, [.instant(clock.instant), .text(Self.expiryReason), .int(Self.batch)])
            guard !rows.isEmpty else { return }
            var people: [(patient: UserID, doctor: UserID)] = []
            for row in rows { people.append((try row.id(0), try row.id(1))) }
            commits.published()
            await commits.lists.forget(people)
        }
    }

    private func remind() async throws(PostgresError) {
        for (minutes, next) in zip(settings.reminders, settings.reminders.dropFirst() + [0]) {
            while !closing.isSet {
                let sent = try await pool.query(
                    SweepStatements.remind, [.instant(clock.instant), .int(minutes), .int(next), .int(Self.batch)])
                guard !sent.isEmpty else { break }
                commits.published()
            }
        }
    }
}
