import ArgumentParser
import AuthDomain
import Contracts
import CoreHTTP
import Foundation
import Glibc
import Hosting
import ServiceRuntime

/// `auth create-admin`: the way to the first admin, who makes the others.
///
/// ```
/// auth create-admin --email root@clinic.example [--first-name Ada --last-name Byron]
///     the password comes from ADMIN_PASSWORD or the file that ADMIN_PASSWORD_FILE names, else from a prompt, else, without a terminal,
///     is the first line of standard input; never from an argument, which every user of the machine can read
/// auth create-admin --email ann@clinic.example --promote
///     an existing account becomes an admin's; its password stays
/// ```
///
/// Needs only the database, and migrates it first. Status 0; 1 when it cannot be done.
struct CreateAdminCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-admin", abstract: "Makes the first admin, who makes the others.",
        discussion: "The password comes from ADMIN_PASSWORD, the file that ADMIN_PASSWORD_FILE names, a prompt or standard input.")

    @Option(help: "The admin's address.")
    var email: String

    @Option(help: "Their first name.")
    var firstName = "Clinic"

    @Option(help: "Their last name.")
    var lastName = "Admin"

    @Flag(help: "An account that is there becomes an admin's; its password stays.")
    var promote = false

    func run(environment: [String: String]) throws -> CommandOutcome {
        let environment = try EnvironmentFile.completing(environment)
        let settings = try AccountCommand.settings(environment)
        let request = promote ? nil : try registration(settings.choice, environment)
        let address = try EmailAddress(email).orThrow(CommandFailure("--email is no email address"))
        let outcome = try AccountCommand.run(settings, log: "create-admin") { users, events, ids in
            let command = CreateAdmin(
                users: users, events: events, passwords: try settings.passwords.hash(), ids: ids, clock: .system)
            return if let request { try await command.create(request) } else { try await command.promote(address) }
        }
        switch outcome {
        case .created(let id): return CommandOutcome("the admin \(address) was created: \(id)")
        case .promoted(let id): return CommandOutcome("\(address) is an admin: \(id)")
        case .emailTaken: throw CommandFailure("\(address) has an account; --promote makes it an admin's")
        case .unknownEmail: throw CommandFailure("\(address) has no account")
        }
    }

    private func registration(_ choice: PasswordChoice, _ environment: [String: String]) throws -> AuthDomain.Registration {
        let form = RegistrationForm(
            email: email, password: try password(environment), firstName: firstName, lastName: lastName)
        switch AuthDomain.Registration.decide(form, as: .admin, policy: choice.policy, site: choice.site) {
        case .accepted(let registration):
            guard choice.breached?.contains(registration.password.bytes) != true else {
                throw CommandFailure("password is one that has leaked")
            }
            return registration
        case .adminRefused, .staffRefused: preconditionFailure("nobody registers here")
        case .invalid(let violations):
            throw CommandFailure(violations.map { "\($0.pointer.dropFirst()) \($0.detail)" }.joined(separator: "; "))
        }
    }

    private static let passwordKey = ConfigurationKey<Secret>(password: "ADMIN_PASSWORD", help: "Password of the account.").optional

    private func password(_ environment: [String: String]) throws -> String {
        let settings = try ConfigurationReader(environment: environment).read([Self.passwordKey])
        if let password = settings[Self.passwordKey] { return String(decoding: password.bytes, as: UTF8.self) }
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = unsafe getpass("Password of \(email): ") else {
                throw CommandFailure("no password was typed")
            }
            return unsafe String(cString: typed)
        }
        return try readLine(strippingNewline: true).orThrow(CommandFailure("standard input has no password"))
    }
}
