import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Statements that take too long") struct TimeoutTests {
    @Test("fails in time; what waited behind it on the connection is lost, the rest and the next are not") func behind()
        async throws
    {
        let losses = Recorder<PostgresEvent.Loss>()
        try await Database.usePool(
            connections: 2, observe: { if case .lost(_, let loss, _) = $0 { losses.record(loss) } }
        ) { (pool, loop) async throws in
            _ = try await pool.run("CREATE TABLE t (id int)")
            let started = MonotonicTime.read()
            async let slow = postgresError { try await pool.run("SELECT pg_sleep(60)", timeout: .milliseconds(100)) }
            async let elsewhere = pool.run("SELECT 1")
            async let behind = postgresError { try await pool.run("INSERT INTO t VALUES (1)") }
            #expect(try await slow == .timeout)
            #expect(MonotonicTime.read() - started < .seconds(20))
            #expect(try await elsewhere[0].int(0) == 1)
            #expect(try await behind == .connectionLost(mayHaveRun: true))
            #expect(losses.all == [.timeout])
            #expect(try await pool.run("SELECT count(*) FROM t")[0].int(0) == 0)
            #expect(pool.load.timedOut == 1)
        }
    }

    @Test("the server ends what nobody waits for any more") func endsOnServer() async throws {
        try await Database.usePool(connections: 2) { (pool, loop) async throws in
            let error = try await postgresError {
                try await pool.run("SELECT pg_sleep(60) AS abandoned", timeout: .milliseconds(50))
            }
            #expect(error == .timeout)
            let count = Statement(
                "count",
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE query LIKE '%AS abandoned' AND state = 'active' AND pid <> pg_backend_pid()
                """)
            let deadline = MonotonicTime.read() + .seconds(20)
            while try await pool.query(count)[0].int(0) > 0, MonotonicTime.read() < deadline {
                _ = try await pool.run("SELECT pg_sleep(0.05)")
            }
            #expect(try await pool.query(count)[0].int(0) == 0)
        }
    }

    @Test("an earlier limit behind a later one is kept") func earlier() async throws {
        try await Database.usePool(connections: 1) { (pool, loop) async throws in
            async let patient = postgresError { try await pool.run("SELECT pg_sleep(60)", timeout: .seconds(50)) }
            async let hurried = postgresError { try await pool.run("SELECT 1", timeout: .milliseconds(80)) }
            #expect(try await hurried == .timeout)
            #expect(try await patient == .connectionLost(mayHaveRun: true))
        }
    }

    @Test("a pool without a free connection: the wait counts") func waiting() async throws {
        try await Database.usePool(connections: 1, { $0.maxInFlight = 1 }) { (pool, loop) async throws in
            async let slow = pool.run("SELECT pg_sleep(0.3)")
            while pool.load.inFlight == 0 { await Task.yield() }
            async let first = postgresError { try await pool.run("SELECT 1", timeout: .milliseconds(50)) }
            async let second = pool.run("SELECT 2")
            #expect(try await first == .busy)
            #expect(try await second[0].int(0) == 2)
            _ = try await slow
            #expect(pool.load.lost == 0)
        }
    }

    @Test("no time left: refused at once, at no cost to others") func noTime() async throws {
        try await Database.usePool(connections: 1) { (pool, loop) async throws in
            async let other = pool.run("SELECT pg_sleep(0.1), 7")
            for limit in [Duration.zero, .seconds(-1)] {
                #expect(try await postgresError { try await pool.run("SELECT 1", timeout: limit) } == .busy)
            }
            #expect(try await other[0].int(1) == 7)
            #expect(pool.load.lost == 0)
        }
    }

    @Test("the connection is replaced") func replaced() async throws {
        try await Database.usePool(connections: 1) { (pool, loop) async throws in
            let error = try await postgresError { try await pool.run("SELECT pg_sleep(60)", timeout: .milliseconds(50)) }
            #expect(error == .timeout)
            #expect(await pool.waitUntilReady(atMost: .seconds(30)))
            #expect(try await pool.run("SELECT 1")[0].int(0) == 1)
            #expect(pool.load.connected == 2)
        }
    }
}
