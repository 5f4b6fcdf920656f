import AuthDomain
import CoreHTTP
import Hosting
import Logging
import Postgres
import ServiceRuntime

/// What the commands about accounts have in common: they need only the database, and migrate it first.
enum AccountCommand {
    struct Settings: Sendable {
        let database: DatabaseSettings
        let choice: PasswordChoice
        let passwords: Passwords.Settings
        /// Where browsers reach us.
        let site: String
    }

    /// From the environment, which must be complete (`EnvironmentFile`).
    static func settings(_ environment: [String: String]) throws -> Settings {
        let reader = ConfigurationReader(environment: environment)
        let configuration = AuthConfiguration(
            from: try reader.read(AuthConfiguration.keys, rules: AuthConfiguration.rules), cores: ProcessorShare.cores)
        return Settings(
            database: configuration.service.database, choice: configuration.passwordChoice, passwords: configuration.passwords,
            site: configuration.service.origin)
    }

    typealias Body<Outcome> = @Sendable (UserStore, SecurityEvents, IdentifierSource) async throws -> Outcome

    /// Runs `body` on a loop of its own, with one connection.
    static func run<Outcome: Sendable>(
        _ settings: Settings, log name: String, _ body: @escaping Body<Outcome>
    ) throws -> Outcome {
        do {
            return try CommandPool.run(settings.database.postgres, migrations: settings.database.migrations) { pool in
                let ids = IdentifierSource(clock: .system)
                let events = SecurityEvents(
                    store: SecurityEventStore(pool: pool), metrics: SecurityEventMetrics(MetricsRegistry()), ids: ids,
                    clock: .system, log: .json(service: "auth", component: name, level: .warning))
                return try await body(UserStore(pool: pool), events, ids)
            }
        } catch PostgresError.cannotConnect(let reason) {
            throw CommandFailure("the database cannot be reached: \(reason)")
        }
    }
}

extension Optional {
    func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
