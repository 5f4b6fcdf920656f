import Contracts
import CoreHTTP
import Foundation
import Hosting
import Logging
import OpenSSL
import Postgres
import Reactor
import Redis
import ServiceRuntime
import TestSupport

@testable import NotificationService

/// A schema, a Redis prefix, a topic and a group of one test's own in the shared stores. As many replicas of the service as wanted
/// work on them.
struct Clinic: Sendable {
    static let secret = "notification tests 8d1f06a2c47b9e35"
    static let frontend = "http://localhost:3010"

    var configuration: NotificationConfiguration

    /// Runs `body` on a loop of its own. The topic exists only when `partitions` is above 0.
    static func use<Result: Sendable>(
        _ stores: Stores = .shared, partitions: Int = 0, _ body: @escaping @Sendable (Clinic, EventLoop) async throws -> Result
    ) async throws -> Result {
        let clinic = try await Clinic(stores, partitions: partitions)
        return try await onLoop { loop in
            let plain = clinic.plainDatabase
            try await execute(plain, loop, "CREATE SCHEMA \(clinic.schema)")
            let outcome: Swift.Result<Result, any Error>
            do {
                try await clinic.migrate(on: loop)
                outcome = .success(try await body(clinic, loop))
            } catch {
                outcome = .failure(error)
            }
            try await execute(plain, loop, "DROP SCHEMA \(clinic.schema) CASCADE")
            return try outcome.get()
        }
    }

    private init(_ stores: Stores, partitions: Int) async throws {
        _ = try await stores.postgres(.notification)
        _ = try await stores.redis()
        let name = UUID().uuidString.lowercased()
        if partitions > 0 {
            _ = try await stores.kafka()
            try await stores.createTopic("events-\(name)", partitions: partitions)
        }
        var environment = try stores.environment(.notification)
        environment["JWT_SECRET"] = Self.secret
        environment["FRONTEND_URL"] = Self.frontend
        environment["REDIS_PREFIX"] = "\(name):"
        environment["KAFKA_GROUP_ID"] = "group-\(name)"
        environment["LOOPS"] = "1"
        let settings = try ConfigurationReader(environment: environment).read(NotificationConfiguration.keys)
        configuration = NotificationConfiguration(from: settings, cores: 1)
        configuration.service.database.postgres.searchPath = "test_\(name.filter { $0 != "-" })"
        // A busy machine must not fail a test.
        configuration.service.database.postgres.queryTimeout = .seconds(30)
        configuration.events.topic = "events-\(name)"
        configuration.events.deadLetterTopic = "events-\(name).DLT"
    }

    var schema: String { configuration.service.database.postgres.searchPath ?? "" }

    private var plainDatabase: PostgresConfiguration {
        var plain = configuration.service.database.postgres
        plain.searchPath = nil
        return plain
    }

    private func migrate(on loop: EventLoop) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../sql/notification")
            .standardized
        let session = try await PostgresSession.open(configuration.service.database.postgres, on: loop, resolver: .forTests)
        _ = try await Migrations.apply(directory: folder.path, session: session)
        session.close()
    }

    private static func execute(_ configuration: PostgresConfiguration, _ loop: EventLoop, _ script: String) async throws {
        let session = try await PostgresSession.open(configuration, on: loop, resolver: .forTests)
        try await session.execute(script: script)
        session.close()
    }

    /// Runs one replica of the service around `body`: connected to its stores, listening on a free port. `wrap` may put something
    /// between the service and its database; replicas with one `app` are loops of one process.
    func replica<Result: Sendable>(
        on loop: EventLoop, clock: WallClock = .system, connections: Int = 2,
        app: NotificationProcess? = nil, wrap: @Sendable (PostgresInboxStore) -> any InboxStore = { $0 },
        _ body: @Sendable (Replica) async throws -> Result
    ) async throws -> Result {
        let app = try app ?? NotificationProcess(configuration, openAPI: Array("openapi: 3.1.0".utf8), clock: clock)
        let pool = PostgresPool(configuration.service.database.postgres, connections: connections, on: loop, resolver: .forTests)
        let log = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let redis = app.service.redis(on: loop, log: log)
        let context = LoopContext(app.service, pool: pool, redis: redis, log: log, on: loop)
        let store = wrap(PostgresInboxStore(pool: pool))
        let service = NotificationLoop(app, context, inboxes: store)
        let live = service.live
        let router = context.router(service.features, isLimited: false)
        async let pooled: Void = pool.run()
        async let connected: Void = redis.run()
        let (publisher, hub) = (live.publisher, live.hub)
        async let publishing: Void = publisher.run()
        async let listening: Void = hub.run()
        let outcome: Swift.Result<Result, any Error>
        do {
            guard await pool.waitUntilReady(atMost: .seconds(30)) else { throw PostgresError.unavailable }
            try await eventually(on: loop) { live.isReady }
            outcome = .success(
                try await withServer(router, on: loop) { server in
                    try await body(
                        Replica(
                            app: app, store: store, live: live, audit: service.audit, events: service.events, redis: redis,
                            pool: pool, router: router,
                            server: server, log: log, clock: clock,
                            configuration: configuration, loop: loop))
                })
        } catch {
            outcome = .failure(error)
        }
        hub.close()
        publisher.close()
        redis.close()
        await pool.close()
        _ = await (pooled, connected, publishing, listening)
        return try outcome.get()
    }
}

extension Resolver {
    static let forTests = Resolver()
}

struct NeverHappened: Error {}

/// Looks again, a turn of the loop later, until `condition` holds; for 20 seconds at most.
func eventually(on loop: EventLoop, _ condition: () async throws -> Bool) async throws {
    let deadline = MonotonicTime.read() + .seconds(20)
    while !(try await condition()) {
        guard MonotonicTime.read() < deadline else { throw NeverHappened() }
        await loop.sleep(.milliseconds(2))
    }
}
