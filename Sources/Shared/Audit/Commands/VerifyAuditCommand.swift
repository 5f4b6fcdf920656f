package import ArgumentParser
package import Hosting
import OpenSSL
import ServiceRuntime

/// `appointment verify-audit`: whether the access log is what it was: every leaf, tile and root, what was signed, and what the files hold that
/// somebody has kept. It only reads.
///
/// Status 0: sound; 1: it is not, with what is wrong and where first; 2: it could not be checked.
package struct VerifyAuditCommand<Program: AuditedProgram>: OperatorCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "verify-audit", abstract: "Checks the access log; it only reads.")
    }

    @Option(help: "The line by which the log's signatures are known; without it that of AUDIT_KEY.")
    var key: String?

    @Option(name: .customLong("checkpoint"), help: "A file with a checkpoint that was kept; may be given several times.")
    var checkpoints: [String] = []

    @Option(help: "The place from where on entries are read; those before are taken as the tree has them.")
    var since = 0

    @Option(help: "Checks the time stamps, too, by the authorities of this file in PEM.")
    var timestamps: String?

    @Option(help: "The how manieth tree of the log, when it was begun anew; without it the one in use.")
    var era: Int?

    @Flag(
        name: .customLong("hashes-only"),
        help: "Checks leaves, tiles, roots and signatures, and reads no entries: not whether they match their leaves.")
    var hashesOnly = false

    @Flag(help: "Answer in JSON.")
    var json = false

    package init() {}

    package func validate() throws {
        guard since >= 0 else { throw ValidationError("--since must be 0 or more") }
        guard !hashesOnly || since == 0 else {
            throw ValidationError("--hashes-only reads no entries: --since does not go with it")
        }
        guard era ?? 1 >= 1 else { throw ValidationError("--era must be 1 or more") }
        guard key.map({ NoteKey($0) != nil }) ?? true else { throw ValidationError("--key is no key of a log") }
    }

    package func run(environment: [String: String]) -> CommandOutcome {
        do {
            let (database, log) = try Program.audited(environment)
            var check = AuditCheck()
            check.key = try key.flatMap { NoteKey($0) } ?? log.noteKey()
            check.kept = try checkpoints.map(KeptFile.checkpoint)
            check.era = era
            check.since = since
            check.readsEntries = !hashesOnly
            if let timestamps {
                guard TimeStamp.holdsAuthorities(timestamps) else {
                    // Whether it cannot be read. A bundle of authorities may be larger than what is read here.
                    _ = try KeptFile.read(timestamps)
                    throw CommandFailure("\(timestamps) holds no certificates in PEM")
                }
                check.authorities = timestamps
            }
            check.tolerance = max(.seconds(60), log.checkpointInterval * 2)
            check.unrecorded = Program.unrecorded
            let verdict = try database.reading { [check] in try await check($0) }
            return CommandOutcome(json ? verdict.json : verdict.text, status: verdict.status)
        } catch {
            return CommandOutcome("not checked: \(error)", status: 2)
        }
    }
}
