import Logging
import Postgres
import Reactor
import TestSupport
import Testing

@testable import Hosting

@Suite("Whether the database is ready", .timeLimit(.minutes(4))) struct DatabaseReadinessTests {
    @Test("a server that hangs is seen within two seconds by all loops, and stays so until it answers; then without a restart")
    func hangs() async throws {
        try await run { bed, stores in
            try await bed.wait(until: true)
            try await stores.pause(.postgres)
            let paused = bed.loop.now
            try await bed.wait(until: false)
            // Looked at every second for an answer within a second; a loaded machine may add to that.
            #expect(bed.loop.now - paused < .seconds(6))
            // Over the time in which the pool gives connections up and tries anew.
            let end = bed.loop.now + .seconds(4)
            while bed.loop.now < end {
                try #require(!bed.isReady)
                await bed.loop.sleep(.milliseconds(20))
            }
            try await stores.resume(.postgres)
            try await bed.wait(until: true)
        }
    }

    @Test("a statement that the server cannot carry out for seconds ends readiness, one that it can again brings it back")
    func lasts() async throws {
        try await run { bed, _ in
            try await bed.wait(until: true)
            _ = try await bed.pool.query(Statement("make", "CREATE TABLE doomed (n bigint)"))
            _ = try await bed.pool.query(
                Statement(
                    "break",
                    """
                    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql
                    AS $$ BEGIN RAISE 'disk full' USING ERRCODE = '53100'; END $$
                    """))
            _ = try await bed.pool.query(
                Statement("trigger", "CREATE TRIGGER full_disk BEFORE INSERT ON doomed EXECUTE FUNCTION fail()"))
            let write = Statement("write", "INSERT INTO doomed VALUES (1)")
            let begun = bed.loop.now
            while bed.isReady {
                do throws(PostgresError) { _ = try await bed.pool.query(write) } catch {
                    try #require(error.isServerFailure && error.isTransient)
                }
                await bed.loop.sleep(.milliseconds(50))
                try #require(bed.loop.now - begun < .seconds(60))
            }
            #expect(bed.loop.now - begun >= DatabaseReadiness.patience)
            _ = try await bed.pool.query(Statement("mend", "DROP TRIGGER full_disk ON doomed"))
            _ = try await bed.pool.query(write)
            try await bed.wait(until: true)
        }
    }

    /// One loop with its pool and what watches it.
    private final class Bed: @unchecked Sendable {  // loop-confined
        let loop: EventLoop
        let pool: PostgresPool
        let readiness: DatabaseReadiness
        /// Of a second loop of the process, whose own pool is not asked here.
        let health = DatabaseHealth()

        init(_ configuration: PostgresConfiguration, on loop: EventLoop) {
            self.loop = loop
            pool = PostgresPool(
                configuration, connections: 2, on: loop,
                resolver: Resolver())
            let readiness = DatabaseReadiness(
                pool, health, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, on: loop)
            self.readiness = readiness
            pool.onAnswer = { statement, _, error in readiness.note(statement, error) }
        }

        var isReady: Bool { readiness.isReady }

        func wait(until ready: Bool) async throws {
            let deadline = loop.now + .seconds(60)
            while readiness.isReady != ready || (!ready && pool.isReady && health.isGood) {
                try #require(loop.now < deadline)
                await loop.sleep(.milliseconds(10))
            }
        }
    }

    private func run(_ body: @escaping @Sendable (Bed, Stores) async throws -> Void) async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let address = try await stores.postgres(.auth)
            try await onLoop { loop in
                var configuration = PostgresConfiguration(
                    host: address.host, port: address.port, database: address.database, user: address.user,
                    password: address.password)
                configuration.queryTimeout = .seconds(2)
                let bed = Bed(configuration, on: loop)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await bed.pool.run() }
                    group.addTask { await bed.readiness.run() }
                    let outcome: Result<Void, any Error>
                    do { outcome = .success(try await body(bed, stores)) } catch { outcome = .failure(error) }
                    bed.readiness.close()
                    await bed.pool.close(within: .seconds(1))
                    try outcome.get()
                }
            }
        }
    }
}
