import Basics
import Hosting
import Logging
import Postgres
import Reactor
import ServiceRuntime

/// Where checkpoints are kept that the database's administrators cannot change: each under its log's name.
package struct CheckpointAnchor {
    let publish: (_ origin: String, _ note: [UInt8]) async throws -> Void
    let close: () async -> Void

    /// `publish` returns when the checkpoint is there.
    package init(publish: @escaping (_ origin: String, _ note: [UInt8]) async throws -> Void, close: @escaping () async -> Void) {
        (self.publish, self.close) = (publish, close)
    }
}

/// Brings checkpoints to the anchor, each once it is committed. Nothing waits for it. While the anchor is away those between are left out:
/// the newest one says all that they did. A process begins with the newest there is, since the last one may have ended before.
final class Anchoring: LoopTask, @unchecked Sendable {  // loop-confined
    private let anchor: CheckpointAnchor
    private let pool: PostgresPool
    private let metrics: SealingMetrics
    private let log: Logger
    private let closing: LoopEvent
    private let wake: LoopSignal
    private var next: SignedNote?
    private var hasBegun = false
    private var rests = Backoff(first: .milliseconds(100), longest: .seconds(15))

    init(_ anchor: CheckpointAnchor, pool: PostgresPool, metrics: SealingMetrics, on loop: EventLoop, log: Logger) {
        (self.anchor, self.pool, self.metrics, self.log) = (anchor, pool, metrics, log)
        (closing, wake) = (LoopEvent(on: loop), LoopSignal(on: loop))
    }

    /// This has been committed.
    func signed(_ note: SignedNote) {
        next = note
        wake.raise()
    }

    func run() async {
        while !closing.isSet {
            do {
                try await turn()
                rests.reset()
            } catch {
                metrics.unanchored.add()
                log.debug("a checkpoint could not be published", metadata: ["error": "\(error)"])
                _ = await closing.wait(atMost: rests.next())
            }
        }
    }

    func stop(within limit: Duration) async {
        closing.set()
        wake.raise()
        await anchor.close()
    }

    private func turn() async throws {
        if !hasBegun {
            let row = try await pool.query(TreeStatements.current.checkpoint).first.map { RowOf<CheckpointColumn>($0) }
            let newest = try row.flatMap { row in SignedNote(try row.text(.note)) }
            if next == nil { next = newest }
            hasBegun = true
        }
        guard let note = next, let head = Checkpoint(text: note.text) else {
            _ = await wake.wait(atMost: nil)
            return
        }
        try await anchor.publish(head.origin, Array(note.description.utf8))
        metrics.anchored.set(head.size)
        if next == note { next = nil }
    }
}
