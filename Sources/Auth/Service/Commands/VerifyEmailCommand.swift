import ArgumentParser
import AuthDomain
import Hosting
import ServiceRuntime

/// `auth verify-email`: an operator confirms that an address belongs to the account's owner, who gets mail there from now on.
///
/// ```
/// auth verify-email --email ann@clinic.example [--email bob@clinic.example …]
/// ```
///
/// Status 0, also when it was verified already; 1 when it cannot be done, for instance for an address without an account (those
/// before it are done).
struct VerifyEmailCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-email", abstract: "Confirms that addresses belong to their accounts' owners.")

    @Option(name: .customLong("email"), help: "An account's address; may be given several times.")
    var emails: [String]

    func run(environment: [String: String]) throws -> CommandOutcome {
        let settings = try AccountCommand.settings(EnvironmentFile.completing(environment))
        let addresses = try emails.map {
            try EmailAddress($0).orThrow(CommandFailure("\($0) is no email address"))
        }
        return try AccountCommand.run(settings, log: "verify-email") { users, events, _ in
            for address in addresses {
                let entry = events.operatorEntry()
                guard let (user, isNew) = try await users.verify(address, at: WallClock.system.instant, entry: entry) else {
                    throw CommandFailure("\(address) has no account")
                }
                if isNew { await events.record(.emailVerified, of: user, from: nil) }
            }
            return CommandOutcome(addresses.map { "\($0) is verified" }.joined(separator: "\n"))
        }
    }
}
