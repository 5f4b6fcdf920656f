import Basics
import Contracts
import CoreHTTP
import Hosting
import Logging
import OpenSSL
import ServiceRuntime

/// Seals again and again, and hands out what was signed once it is committed: a log must never sign two trees that exclude each other.
final class AuditSealing: @unchecked Sendable {  // loop-confined
    private let sealer: AuditSealer
    private let files: CheckpointFiles?
    let metrics: SealingMetrics
    let anchoring: Anchoring?
    private let clock: WallClock
    private let log: Logger
    private var hasBegun = false
    /// How far the log has been for certain: as the files say at first, then as we have sealed it.
    private var known: TreePlace?

    /// The database has less than somebody outside has seen: it was restored from a copy.
    struct RolledBack: Error, CustomStringConvertible {
        let place: TreePlace
        let known: TreePlace
        var description: String { "the log has \(place), and a checkpoint of \(known) is outside: it was rolled back" }
    }

    init(_ loop: LoopContext, _ configuration: AuditConfiguration, anchor: CheckpointAnchor? = nil) {
        sealer = AuditSealer(
            pool: loop.pool,
            settings: AuditSealer.Settings(
                origin: configuration.origin, key: configuration.seed.flatMap { try? Ed25519.PrivateKey(seed: $0.bytes) },
                checkpointInterval: configuration.checkpointInterval),
            clock: loop.clock)
        files = CheckpointFiles(configuration)
        let metrics = SealingMetrics(loop.metrics)
        self.metrics = metrics
        let anchor = configuration.seed == nil ? nil : anchor
        anchoring = anchor.map { Anchoring($0, pool: loop.pool, metrics: metrics, on: loop.loop, log: loop.log) }
        clock = loop.clock
        log = loop.log
    }

    /// Whether some loop's last turn was refused: an operator has to look at it.
    var isRefused: Bool { metrics.refused.value != 0 }

    /// Everything that can be sealed now.
    func turn(_ isClosing: () -> Bool) async throws {
        do {
            if !hasBegun {
                try await sealer.begin()
                // Read only once: the files become many.
                known = files?.newest()
                hasBegun = true
            }
            if let place = try await sealer.place(), let known, place < known { throw RolledBack(place: place, known: known) }
            while !isClosing(), let turn = try await sealer.seal() {
                metrics.refused.set(0)
                try publish(turn)
                if turn.sealed < AuditSealer.batch { break }
            }
            guard let backlog = try await sealer.backlog() else { return }
            metrics.waiting.set(backlog.waiting)
            metrics.lag.set(backlog.oldest.map { Int(max(0, clock.instant.seconds - $0.seconds)) } ?? 0)
        } catch {
            metrics.failures.add()
            if error is RolledBack || error is AuditSealer.Refusal { metrics.refused.set(1) }
            throw error
        }
    }

    private func publish(_ turn: AuditSealer.Turn) throws {
        metrics.size.set(turn.place.size)
        known = turn.place
        guard let note = turn.checkpoint else { return }
        metrics.signed.set(turn.place.size)
        log.info("audit checkpoint", metadata: ["size": .stringConvertible(turn.place.size), "note": "\(note)"])
        anchoring?.signed(note)
        try files?.keep(Array(note.description.utf8), as: turn.place.file)
    }
}
