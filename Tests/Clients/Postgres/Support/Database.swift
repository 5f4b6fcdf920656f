import Postgres
import Reactor
import TestSupport

/// A schema of its own in the shared database, for one test; gone when the test is.
struct Database: Sendable {
    let configuration: PostgresConfiguration

    /// Runs `body` on a loop of its own, `change` applied to the configuration.
    static func use<Result: Sendable>(
        _ change: @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Database, EventLoop) async throws -> Result
    ) async throws -> Result {
        let schema = "test_\(UInt64.random(in: 0...UInt64.max))"
        var configuration = PostgresConfiguration(try await Stores.shared.postgres())
        // A busy machine must not fail a test; those that are about time set their own.
        configuration.queryTimeout = .seconds(30)
        configuration.connectTimeout = .seconds(30)
        let plain = configuration
        configuration.searchPath = schema
        change(&configuration)
        let database = Database(configuration: configuration)
        return try await onLoop { loop in
            try await execute(plain, loop, "CREATE SCHEMA \(schema)")
            let outcome: Swift.Result<Result, any Error>
            do { outcome = .success(try await body(database, loop)) } catch { outcome = .failure(error) }
            try await execute(plain, loop, "DROP SCHEMA \(schema) CASCADE")
            return try outcome.get()
        }
    }

    /// The same with a pool that is ready.
    static func usePool<Result: Sendable>(
        connections: Int = 2, warmUp: (statement: Statement, values: @Sendable () -> [PostgresValue])? = nil,
        observe: @escaping @Sendable (PostgresEvent) -> Void = { _ in },
        _ change: @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (PostgresPool, EventLoop) async throws -> Result
    ) async throws -> Result {
        try await use(change) { database, loop in
            try await database.configuration.pool(connections, warmUp: warmUp, on: loop, observe: observe) {
                try await body($0, loop)
            }
        }
    }

    private static func execute(_ configuration: PostgresConfiguration, _ loop: EventLoop, _ script: String) async throws {
        let session = try await PostgresSession.open(configuration, on: loop, resolver: .forTests)
        try await session.execute(script: script)
        session.close()
    }

    func session(on loop: EventLoop) async throws -> PostgresSession {
        try await PostgresSession.open(configuration, on: loop, resolver: .forTests)
    }
}

extension PostgresConfiguration {
    init(_ address: Stores.PostgresAddress) {
        self.init(
            host: address.host, port: address.port, database: address.database, user: address.user, password: address.password,
            applicationName: "tests")
    }

    /// Runs a pool around `body`, which starts when every connection stands.
    func pool<Result: Sendable>(
        _ connections: Int, warmUp: (statement: Statement, values: @Sendable () -> [PostgresValue])? = nil, on loop: EventLoop,
        observe: @escaping @Sendable (PostgresEvent) -> Void = { _ in }, _ body: @Sendable (PostgresPool) async throws -> Result
    ) async throws -> Result {
        let pool = PostgresPool(self, connections: connections, on: loop, resolver: .forTests, observe: observe)
        pool.warmUp = warmUp
        async let running: Void = pool.run()
        let outcome: Swift.Result<Result, any Error>
        do {
            let deadline = MonotonicTime.read() + .seconds(20)
            while pool.load.connections < connections {
                guard MonotonicTime.read() < deadline else { throw PostgresError.unavailable }
                await Task.yield()
            }
            outcome = .success(try await body(pool))
        } catch {
            outcome = .failure(error)
        }
        await pool.close()
        await running
        return try outcome.get()
    }
}

extension Resolver {
    static let forTests = Resolver()
}

extension PostgresPool {
    /// SQL that a test uses once.
    func run(_ sql: String, _ values: [PostgresValue] = [], timeout: Duration? = nil) async throws(PostgresError) -> PostgresResult
    {
        try await query(Statement("test", sql), values, timeout: timeout)
    }
}

/// The error that `body` throws.
func postgresError<R>(_ body: () async throws -> R) async throws -> PostgresError? {
    do {
        _ = try await body()
        return nil
    } catch let error as PostgresError {
        return error
    }
}
