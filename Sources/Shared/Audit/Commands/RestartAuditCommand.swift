package import ArgumentParser
package import Hosting
import OpenSSL
import ServiceRuntime

/// `appointment audit-restart --reason TEXT`: goes on with a log whose tree can no longer grow in a new one, and keeps the old one. Daemons may
/// run meanwhile.
///
/// Status 0: done; 2: refused, with a sentence, and nothing has changed.
package struct RestartAuditCommand<Program: AuditedProgram>: OperatorCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "audit-restart", abstract: "Begins a new tree for an access log that was rolled back or restored.")
    }

    private static var longestReason: Int { 500 }

    @Option(help: "Why; it is kept in the log.")
    var reason: String

    @Option(name: .customLong("checkpoint"), help: "A file with a checkpoint that was kept; may be given several times.")
    var checkpoints: [String] = []

    @Flag(help: "Also when the log is in order.")
    var force = false

    package init() {}

    package func validate() throws {
        guard 1...Self.longestReason ~= reason.count, !reason.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw ValidationError("--reason must be one line of 1 to \(Self.longestReason) characters")
        }
    }

    package func run(environment: [String: String]) -> CommandOutcome {
        do {
            let (database, log) = try Program.audited(environment)
            let key = try log.seed.map { try Ed25519.PrivateKey(seed: $0.bytes) }
            var restart = RestartLog(
                settings: AuditSealer.Settings(origin: log.origin, key: key, checkpointInterval: log.checkpointInterval),
                reason: reason, clock: .system)
            let files = CheckpointFiles(log)
            restart.kept = try newest(files, of: log)
            restart.isForced = force
            let outcome = try database.writing { [restart] in try await restart($0) }
            if let note = outcome.checkpoint {
                try files?.keep(Array(note.description.utf8), as: TreePlace(era: outcome.name.era, size: outcome.size).file)
            }
            let line = try log.noteKey(era: outcome.name.era).map { "\n\($0)" } ?? ""
            return CommandOutcome("\(outcome.name.origin) begins with \(outcome.size) entries\(line)")
        } catch {
            return CommandOutcome("not begun anew: \(error)", status: 2)
        }
    }

    /// The newest checkpoint of this log that is in the directory or was given.
    private func newest(_ files: CheckpointFiles?, of log: AuditConfiguration) throws -> RestartLog.Kept? {
        var newest: RestartLog.Kept?
        if let files, let place = files.newest() {
            newest = RestartLog.Kept(place: place, note: try KeptFile.checkpoint(files.path(of: place)))
        }
        for file in checkpoints {
            let note = try KeptFile.checkpoint(file)
            guard let said = Checkpoint(text: note.text), let era = LogName(log.origin, era: 1).era(of: said.origin) else {
                throw CommandFailure("\(file) is another log's checkpoint")
            }
            let kept = RestartLog.Kept(place: TreePlace(era: era, size: said.size), note: note)
            if newest.map({ $0.place < kept.place }) ?? true { newest = kept }
        }
        return newest
    }
}
