import Basics
import Hosting
import Postgres
import Reactor
import ServiceRuntime

/// Lets go what is older than it is kept for, a short transaction at a time with a pause after each, so that nobody waits for it. Confined to
/// its loop.
final class LogKeeping: @unchecked Sendable {  // loop-confined
    private let shredding: ShredDetails
    private let pruning: PruneLog
    private let metrics: KeepingMetrics
    private let pause: LoopEvent

    private static let pauseLength = Duration.milliseconds(100)

    init(_ loop: LoopContext, _ settings: KeepingSettings) {
        shredding = ShredDetails(pool: loop.pool, clock: loop.clock, ids: loop.ids, retention: settings.details)
        pruning = PruneLog(pool: loop.pool, clock: loop.clock, ids: loop.ids, retention: settings.entries)
        metrics = KeepingMetrics(loop.metrics)
        pause = LoopEvent(on: loop.loop)
    }

    /// Everything that can go now.
    func shred(_ isClosing: () -> Bool) async throws {
        while !isClosing(), case .shredded(let shredded, let read) = try await shredding.step() {
            metrics.shredded.add(shredded)
            guard read == ShredDetails.batch else { return }
            _ = await pause.wait(atMost: Self.pauseLength)
        }
    }

    /// The months that can go now. What is said today goes the next time, when the tree says so.
    func prune(_ isClosing: () -> Bool) async throws {
        guard try await !pruning.announce(), let announced = try await pruning.announced() else { return }
        while !isClosing(), try await pruning.removeOthers(announced) == PruneLog.batch {
            _ = await pause.wait(atMost: Self.pauseLength)
        }
        for month in announced.months {
            guard !isClosing(), try await drop(month, announced) else { return }
            metrics.dropped.add()
        }
    }

    /// How often the tables are asked for before it is left for the next time.
    private static let attempts = 20
    private static let waits = Backoff(first: .milliseconds(100), longest: .seconds(5))

    private func drop(_ month: String, _ announced: PruneLog.Announced) async throws -> Bool {
        var waits = Self.waits
        for _ in 1..<Self.attempts {
            do {
                return try await pruning.drop(month, announced)
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable || error.isConflict {
                _ = await pause.wait(atMost: waits.next())
            }
        }
        return try await pruning.drop(month, announced)
    }
}
