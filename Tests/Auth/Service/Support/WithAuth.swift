import Hosting
import Postgres
import Reactor
import Redis
import TestSupport

/// Runs `body` with the service on a loop and its migrated, empty schema, which is dropped afterwards. `program`: stores of the test's own,
/// whose database, as the program has migrated it, is taken as it is and stays.
func withAuth(
    _ environment: [String: String] = [:], program stores: Stores? = nil,
    _ body: @escaping @Sendable (AuthFixture) async throws -> Void
) async throws {
    let address = try await (stores ?? .shared).postgres(.auth)
    let redis = try await Stores.shared.redis()
    let redisConfiguration = RedisConfiguration(
        host: redis.host, port: redis.port, password: redis.password.isEmpty ? nil : redis.password)
    try await onLoop { loop in
        var configuration = PostgresConfiguration(
            host: address.host, port: address.port, database: address.database, user: address.user, password: address.password)
        let schema = "test_\(UInt64.random(in: .min ... .max))"
        if stores == nil { configuration.searchPath = "\(schema), public" }
        // A busy machine must not fail a test.
        configuration.queryTimeout = .seconds(30)
        let resolver = Resolver()
        let session = try await PostgresSession.open(configuration, on: loop, resolver: resolver)
        // The extension belongs to the whole database: not into a schema that will go.
        try await session.execute(
            script: """
                SELECT pg_advisory_xact_lock(8271);
                CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
                CREATE SCHEMA \(schema);
                """)
        if stores == nil { _ = try await Migrations.apply(directory: Checkout.path("sql/auth"), session: session) }
        let fixture = try AuthFixture(
            DatabaseSettings(postgres: configuration, connections: 2, migrations: ""), redis: redisConfiguration,
            environment: environment, on: loop)
        let result: Result<Void, any Error> = await withTaskGroup { group in
            let pool = fixture.pool
            let redis = fixture.redis
            group.addTask { await pool.run() }
            group.addTask { await redis.run() }
            _ = await pool.waitUntilReady(atMost: .seconds(30))
            let result: Result<Void, any Error>
            do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
            redis.close()
            await pool.close(within: .seconds(1))
            return result
        }
        try await session.execute(script: "DROP SCHEMA \(schema) CASCADE")
        session.close()
        try result.get()
    }
}
