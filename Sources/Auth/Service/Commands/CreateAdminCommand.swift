import AuthDomain
import Contracts
import CoreHTTP
import Foundation
import Glibc
import ServiceRuntime

/// `auth create-admin`: the way to the first admin, who makes the others.
///
/// ```
/// auth create-admin --email root@clinic.example [--first-name Ada --last-name Byron]
///     the password comes from ADMIN_PASSWORD or the file that ADMIN_PASSWORD_FILE names, else from a prompt, else, without a terminal,
///     is the first line of standard input; never from an argument, which every user of the machine can read
/// auth create-admin --email ann@clinic.example --promote
///     an account there is becomes an admin's; its password stays
/// ```
///
/// Needs only the database, and migrates it first. Status 0; 1 when it cannot be done; 2 for arguments
/// that mean nothing.
struct CreateAdminCommand {
    static let usage = "       auth create-admin --email EMAIL [--first-name NAME] [--last-name NAME] [--promote]\n"

    private var email = ""
    private var firstName = "Clinic"
    private var lastName = "Admin"
    private var promotes = false

    /// Nil for arguments that mean nothing.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--promote" {
                promotes = true
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            switch option {
            case "--email": email = value
            case "--first-name": firstName = value
            case "--last-name": lastName = value
            default: return nil
            }
        }
        guard !email.isEmpty else { return nil }
    }

    /// Returns the sentence to print.
    func run(_ settings: AccountCommand.Settings, environment: [String: String]) throws -> String {
        let request = promotes ? nil : try registration(settings.policy, environment)
        let address = try EmailAddress(email).orThrow(AccountCommand.Failure(description: "--email is no email address"))
        let outcome = try AccountCommand.run(settings, log: "create-admin") { users, events, ids in
            let command = CreateAdmin(
                users: users, events: events, passwords: try settings.passwords.hash(), ids: ids, clock: .system)
            return if let request { try await command.create(request) } else { try await command.promote(address) }
        }
        switch outcome {
        case .created(let id): return "the admin \(address) was created: \(id)"
        case .promoted(let id): return "\(address) is an admin: \(id)"
        case .emailTaken: throw AccountCommand.Failure(description: "\(address) has an account; --promote makes it an admin's")
        case .unknownEmail: throw AccountCommand.Failure(description: "\(address) has no account")
        }
    }

    private func registration(_ policy: PasswordPolicy, _ environment: [String: String]) throws -> AuthDomain.Registration {
        // The rules of a doctor's registration; the role is given afterwards.
        let form = RegistrationForm(
            email: email, password: try password(environment), firstName: firstName, lastName: lastName, role: Role.doctor.rawValue)
        switch AuthDomain.Registration.decide(form, policy: policy) {
        case .accepted(let registration): return registration
        case .adminRefused: preconditionFailure("a doctor was asked for")
        case .invalid(let violations):
            throw AccountCommand.Failure(
                description: violations.map { "\($0.pointer.dropFirst()) \($0.detail)" }.joined(separator: "; "))
        }
    }

    private static let passwordKey = ConfigurationKey<Secret>(password: "ADMIN_PASSWORD", help: "Password of the account.").optional

    private func password(_ environment: [String: String]) throws -> String {
        let settings = try ConfigurationReader(environment: environment).read([Self.passwordKey])
        if let password = settings[Self.passwordKey] { return String(decoding: password.bytes, as: UTF8.self) }
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = unsafe getpass("Password of \(email): ") else {
                throw AccountCommand.Failure(description: "no password was typed")
            }
            return unsafe String(cString: typed)
        }
        return try readLine(strippingNewline: true).orThrow(AccountCommand.Failure(description: "standard input has no password"))
    }
}
