import Contracts
import Hosting
import Postgres
import ServiceRuntime

/// What time does to appointments: requests that nobody answered expire, reminders are sent. Any number of replicas do it
/// side by side.
struct DueAppointments {
    struct Settings: Sendable {
        var interval = Duration.seconds(10)
        /// How many minutes before the start; the most first.
        var reminders = [24 * 60, 60]
    }

    static let expiryReason = "The requested time has passed without an answer."
    /// The most rows a statement touches; it is run again at once until it finds none.
    private static let batch = 200

    let pool: PostgresPool
    let commits: CommitSignal
    let settings: Settings
    let events: EventStamps
    let clock: WallClock

    func sweep(isClosing: () -> Bool = { false }) async throws(PostgresError) {
        try await expire(isClosing)
        try await remind(isClosing)
    }

    private func expire(_ isClosing: () -> Bool) async throws(PostgresError) {
        while !isClosing() {
            let expired = try await pool.query(
                DueStatements.expire,
                [.instant(clock.instant), .text(Self.expiryReason), .int(Self.batch), .bool(events.carryReason)])
            guard !expired.isEmpty else { return }
            commits.published()
        }
    }

    private func remind(_ isClosing: () -> Bool) async throws(PostgresError) {
        for (minutes, next) in zip(settings.reminders, settings.reminders.dropFirst() + [0]) {
            while !isClosing() {
                let sent = try await pool.query(
                    DueStatements.remind,
                    [.instant(clock.instant), .int(minutes), .int(next), .int(Self.batch), .bool(events.carryReason)])
                guard !sent.isEmpty else { break }
                commits.published()
            }
        }
    }
}
