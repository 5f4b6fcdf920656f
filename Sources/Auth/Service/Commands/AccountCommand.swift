import AuthDomain
import CoreHTTP
import Hosting
import Logging
import Postgres
import Reactor
import ServiceRuntime
import Synchronization

/// What the commands about accounts have in common: they need only the database, and migrate it first.
enum AccountCommand {
    struct Settings: Sendable {
        let database: DatabaseSettings
        let choice: PasswordChoice
        let passwords: Passwords.Settings
        /// Where browsers reach us.
        let site: String
    }

    /// Of the environment, which must be complete (`EnvironmentFile`).
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
        let outcome = Mutex<Result<Outcome, any Error>?>(nil)
        try LoopGroup.run(count: 1) { loop in
            let result: Result<Outcome, any Error>
            do {
                result = .success(try await withUsers(settings, name, on: loop, body))
            } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the loop ended without an outcome") }
        return try result.get()
    }

    private static func withUsers<Outcome: Sendable>(
        _ settings: Settings, _ name: String, on loop: EventLoop, _ body: Body<Outcome>
    ) async throws -> Outcome {
        let resolver = Resolver()
        let session = try await PostgresSession.open(settings.database.postgres, on: loop, resolver: resolver)
        _ = try await Migrations.apply(directory: settings.database.migrations, session: session)
        session.close()
        let pool = PostgresPool(settings.database.postgres, connections: 1, on: loop, resolver: resolver)
        async let running: Void = pool.run()
        let result: Result<Outcome, any Error>
        do {
            guard await pool.waitUntilReady(atMost: .seconds(10)) else { throw PostgresError.unavailable }
            let ids = IdentifierSource(clock: .system)
            let events = SecurityEvents(
                store: SecurityEventStore(pool: pool), metrics: SecurityEventMetrics(MetricsRegistry()), ids: ids,
                clock: .system, log: .json(service: "auth", component: name, level: .warning))
            result = .success(try await body(UserStore(pool: pool), events, ids))
        } catch { result = .failure(error) }
        await pool.close()
        await running
        return try result.get()
    }
}

extension Optional {
    func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
