import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Connections that are warmed up") struct WarmUpTests {
    @Test("each has run the statement before it is lent out, until the server keeps one plan; no figure tells of it")
    func plans() async throws {
        let runs = Statement(
            "runs",
            "SELECT coalesce(sum(generic_plans + custom_plans), 0)::bigint FROM pg_prepared_statements WHERE name = 'rehearsed'")
        let rehearsed = Statement("rehearsed", "SELECT $1::bigint")
        try await Database.usePool(connections: 3, warmUp: (rehearsed, { [.int(7)] })) { pool, _ in
            #expect(pool.load.statements == 0)
            let counts = Recorder<Int>()
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<3 {
                    // Transactions have their connections for themselves; each keeps its own until all have one.
                    group.addTask {
                        try await pool.transaction { transaction in
                            counts.record(try await transaction.query(runs)[0].int(0))
                            while counts.all.count < 3 { await Task.yield() }
                        }
                    }
                }
            }
            #expect(counts.all == [6, 6, 6])
        }
    }

    @Test("what it has changed is rolled back") func nothingChanged() async throws {
        try await Database.use { (database, loop) async throws in
            let session = try await database.session(on: loop)
            try await session.execute(script: "CREATE TABLE rehearsals (number bigint PRIMARY KEY); CREATE SEQUENCE runs")
            let insert = Statement("insert", "INSERT INTO rehearsals SELECT nextval('runs') + $1::bigint")
            try await database.configuration.pool(2, warmUp: (insert, { [.int(100)] }), on: loop) { (pool) async throws in
                #expect(try await pool.run("SELECT last_value FROM runs")[0].int(0) == 12)
                #expect(try await pool.run("SELECT count(*) FROM rehearsals")[0].int(0) == 0)
                #expect(pool.load.inTransaction == 0)
            }
        }
    }

    @Test("one whose warm-up is refused is lent out all the same") func refused() async throws {
        try await Database.usePool(warmUp: (Statement("missing", "SELECT no_such_column"), { [] })) { (pool, _) async throws in
            #expect(try await pool.run("SELECT 1")[0].int(0) == 1)
            #expect(pool.load.refused == 0 && pool.load.lost == 0)
        }
    }

    @Test("closing does not wait for one that hangs") func closing() async throws {
        try await Database.use { (database, loop) async throws in
            let pool = PostgresPool(database.configuration, connections: 1, on: loop, resolver: .forTests)
            pool.warmUp = (Statement("hangs", "SELECT pg_sleep(60)"), { [] })
            async let running: Void = pool.run()
            while pool.load.connected == 0 { await Task.yield() }
            #expect(!pool.isReady)
            let started = MonotonicTime.read()
            await pool.close()
            await running
            #expect(MonotonicTime.read() - started < .seconds(3))
        }
    }
}
