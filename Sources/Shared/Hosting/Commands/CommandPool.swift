package import Postgres
import Reactor
import Synchronization

/// The database of an operator's command.
package enum CommandPool {
    /// Runs `body` on a loop of its own, with one connection. `migrations`: the directory whose migrations are applied first.
    package static func run<Outcome: Sendable>(
        _ configuration: PostgresConfiguration, migrations: String? = nil,
        _ body: @escaping @Sendable (PostgresPool) async throws -> Outcome
    ) throws -> Outcome {
        let outcome = Mutex<Result<Outcome, any Error>?>(nil)
        try LoopGroup.run(count: 1) { loop in
            let result: Result<Outcome, any Error>
            do { result = .success(try await run(configuration, migrations, on: loop, body)) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the loop ended without an outcome") }
        return try result.get()
    }

    private static func run<Outcome: Sendable>(
        _ configuration: PostgresConfiguration, _ migrations: String?, on loop: EventLoop,
        _ body: @Sendable (PostgresPool) async throws -> Outcome
    ) async throws -> Outcome {
        let resolver = Resolver()
        if let migrations {
            let session = try await PostgresSession.open(configuration, on: loop, resolver: resolver)
            _ = try await Migrations.apply(directory: migrations, session: session)
            session.close()
        }
        let pool = PostgresPool(configuration, connections: 1, on: loop, resolver: resolver)
        async let running: Void = pool.run()
        let result: Result<Outcome, any Error>
        do {
            guard await pool.waitUntilReady(atMost: .seconds(10)) else { throw PostgresError.unavailable }
            result = .success(try await body(pool))
        } catch { result = .failure(error) }
        await pool.close()
        await running
        return try result.get()
    }
}
