package import ArgumentParser
import Contracts
package import Hosting

/// `appointment audit-proof ENTRY`: the proof that an entry is in the log (c2sp.org/tlog-proof), which scripts/verify-checkpoint checks.
package struct AuditProofCommand<Program: AuditedProgram>: OperatorCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "audit-proof", abstract: "Prints the proof that an entry is in the access log.")
    }

    @Argument(help: "The entry's id.")
    var entry: String

    package init() {}

    package func run(environment: [String: String]) throws -> CommandOutcome {
        guard let id = AuditEntryID(entry) else { throw CommandFailure("\(entry) is no id") }
        let proof = try Program.audited(environment).database.reading { try await ProveEntry(pool: $0)(id) }
        return CommandOutcome(String(proof.description.dropLast()))
    }
}

/// `appointment audit-key [--era N]`: the line by which signatures of AUDIT_KEY are known, for whoever keeps checkpoints.
package struct AuditKeyCommand<Program: AuditedProgram>: OperatorCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "audit-key", abstract: "Prints the public key of the access log's signatures.")
    }

    @Option(help: "The how manieth tree of the log, after audit-restart.")
    var era = 1

    package init() {}

    package func validate() throws { guard era >= 1 else { throw ValidationError("--era must be 1 or more") } }

    package func run(environment: [String: String]) throws -> CommandOutcome {
        guard let key = try Program.audited(environment).log.noteKey(era: era) else { throw CommandFailure("AUDIT_KEY is not set") }
        return CommandOutcome(key.description)
    }
}
