import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Connections that are warmed up") struct WarmUpTests {
    private func usePool(
        _ warmUp: (Statement, [PostgresValue]), connections: Int, _ body: @escaping @Sendable (PostgresPool) async throws -> Void
    ) async throws {
        try await Database.use { (database, loop) async throws in
            let pool = PostgresPool(database.configuration, connections: connections, on: loop, resolver: .forTests)
            pool.warmUp = warmUp
            async let running: Void = pool.run()
            let outcome: Result<Void, any Error>
            do {
                let deadline = MonotonicTime.read() + .seconds(20)
                while pool.load.connections < connections {
                    try #require(MonotonicTime.read() < deadline)
                    await Task.yield()
                }
                outcome = .success(try await body(pool))
            } catch {
                outcome = .failure(error)
            }
            await pool.close()
            await running
            try outcome.get()
        }
    }

    @Test("each has run the statement before it is lent out, until the server keeps one plan; no figure tells of it")
    func plans() async throws {
        let runs = Statement(
            "runs",
            "SELECT coalesce(sum(generic_plans + custom_plans), 0)::bigint FROM pg_prepared_statements WHERE name = 'rehearsed'")
        try await usePool((Statement("rehearsed", "SELECT $1::bigint"), [.int(7)]), connections: 3) { pool in
            #expect(pool.load.statements == 0)
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    // Transactions have their connections for themselves.
                    group.addTask {
                        try await pool.transaction { transaction in
                            let runs = try await transaction.query(runs)[0].int(0)
                            _ = try await transaction.query(Statement("wait", "SELECT pg_sleep(0.1)"))
                            return runs
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts == [6, 6, 6])
        }
    }

    @Test("one whose warm-up is refused is lent out all the same") func refused() async throws {
        try await usePool((Statement("missing", "SELECT no_such_column"), []), connections: 2) { (pool) async throws in
            #expect(try await pool.run("SELECT 1")[0].int(0) == 1)
            #expect(pool.load.refused == 0 && pool.load.lost == 0)
        }
    }

    @Test("closing does not wait for one that hangs") func closing() async throws {
        try await Database.use { (database, loop) async throws in
            let pool = PostgresPool(database.configuration, connections: 1, on: loop, resolver: .forTests)
            pool.warmUp = (Statement("hangs", "SELECT pg_sleep(60)"), [])
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
