import ArgumentParser
import AuthDomain
import Basics
import Hosting
import OpenSSL
import ServiceRuntime

/// `auth first-run-link`: prints the link by which the first admin makes an account, once, within 72 hours. An earlier link stops
/// working.
///
/// Needs only the database, and migrates it first. Status 0; 1 when it cannot be done, for instance because there is an admin.
struct FirstRunLinkCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "first-run-link", abstract: "Prints a link for the first admin, where there is none.")

    func run(environment: [String: String]) throws -> CommandOutcome {
        let settings = try AccountCommand.settings(EnvironmentFile.completing(environment))
        let token = Base64URL.encode(RandomBytes.generate(32))
        let isMade = try AccountCommand.run(settings, log: "first-run-link") { users, events, _ in
            try await FirstRunStore(pool: users.pool).make(
                MailToken.digest(token), at: WallClock.system.instant, entry: events.operatorEntry())
        }
        guard isMade else { throw CommandFailure("there is an admin already, who invites others") }
        return CommandOutcome("\(settings.site)/link#first=\(token)")
    }
}
