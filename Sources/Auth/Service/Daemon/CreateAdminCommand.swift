import AuthDomain
import Contracts
import CoreHTTP
import Foundation
import Glibc
import Hosting
import Logging
import OpenSSL
import Postgres
import Reactor
import ServiceRuntime
import Synchronization

/// `auth create-admin`: the way to the first admin, who makes the others.
///
/// ```
/// auth create-admin --email root@clinic.example [--first-name Ada --last-name Byron]
///     the password comes from ADMIN_PASSWORD, else from a prompt, else, without a terminal, is the first line of standard input;
///     never from an argument, which every user of the machine can read
/// auth create-admin --email ann@clinic.example --promote
///     an account there is becomes an admin's; its password stays
/// ```
///
/// Needs the database alone, and brings it to the state of the migrations first. Status 0; 1 when it cannot be done; 2 for arguments
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

    /// What an operator is told went wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Returns the sentence to print.
    func run(_ configuration: AuthConfiguration, environment: [String: String]) throws -> String {
        let request = promotes ? nil : try registration(configuration.passwordPolicy, environment)
        let address = try EmailAddress(email).orThrow(Failure(description: "--email is no email address"))
        let outcome = Mutex<Result<CreateAdmin.Outcome, any Error>?>(nil)
        try LoopGroup.run(count: 1) { loop in
            let result: Result<CreateAdmin.Outcome, any Error>
            do {
                result = .success(
                    try await Self.withUsers(configuration, on: loop) { command in
                        if let request { try await command.create(request) } else { try await command.promote(address) }
                    })
            } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the loop ended without an outcome") }
        switch try result.get() {
        case .created(let id): return "the admin \(address) was created: \(id)"
        case .promoted(let id): return "\(address) is an admin: \(id)"
        case .emailTaken: throw Failure(description: "\(address) has an account; --promote makes it an admin's")
        case .unknownEmail: throw Failure(description: "\(address) has no account")
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
            throw Failure(description: violations.map { "\($0.pointer.dropFirst()) \($0.detail)" }.joined(separator: "; "))
        }
    }

    private func password(_ environment: [String: String]) throws -> String {
        if let password = environment["ADMIN_PASSWORD"], !password.isEmpty { return password }
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = unsafe getpass("Password of \(email): ") else { throw Failure(description: "no password was typed") }
            return unsafe String(cString: typed)
        }
        return try readLine(strippingNewline: true).orThrow(Failure(description: "standard input has no password"))
    }

    private static func withUsers(
        _ configuration: AuthConfiguration, on loop: EventLoop, _ body: (CreateAdmin) async throws -> CreateAdmin.Outcome
    ) async throws -> CreateAdmin.Outcome {
        let resolver = Resolver(pool: BlockingPool(name: "resolver", threads: 1, queueLimit: 4))
        let session = try await PostgresSession.open(configuration.database.postgres, on: loop, resolver: resolver)
        _ = try await Migrations.apply(directory: configuration.database.migrations, session: session)
        session.close()
        let pool = PostgresPool(configuration.database.postgres, connections: 1, on: loop, resolver: resolver)
        async let running: Void = pool.run()
        let result: Result<CreateAdmin.Outcome, any Error>
        do {
            guard await pool.waitUntilReady(atMost: .seconds(10)) else { throw PostgresError.unavailable }
            let ids = IdentifierSource(clock: .system)
            let events = SecurityEvents(
                store: PostgresSecurityEventStore(pool: pool), metrics: SecurityEventMetrics(MetricsRegistry()), ids: ids,
                clock: .system, log: .json(service: "auth", component: "create-admin", level: .warning))
            result = .success(
                try await body(
                    CreateAdmin(
                        users: PostgresUserStore(pool: pool), events: events,
                        rounds: configuration.bcryptRounds, ids: ids, clock: .system)))
        } catch { result = .failure(error) }
        await pool.close()
        await running
        return try result.get()
    }
}

extension Optional {
    fileprivate func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
