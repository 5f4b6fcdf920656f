import Hosting
import Postgres
import Reactor
import ServiceRuntime

/// Lets go what is older than it is kept for, a short transaction at a time with a pause after each, so that nobody waits for it. Confined to
/// its loop.
final class LogKeeping: @unchecked Sendable {  // loop-confined
    private let shredding: ShredDetails
    private let metrics: KeepingMetrics
    private let pause: LoopEvent

    private static let pauseLength = Duration.milliseconds(100)

    init(_ loop: LoopContext, _ settings: KeepingSettings) {
        shredding = ShredDetails(pool: loop.pool, clock: loop.clock, ids: loop.ids, retention: settings.details)
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
}
