import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Transactions") struct TransactionTests {
    private struct Unwilling: Error {}
    private static let insert = Statement("insert", "INSERT INTO t VALUES ($1)")

    private func withTable<R: Sendable>(
        connections: Int = 1, _ change: @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (PostgresPool, EventLoop) async throws -> R
    ) async throws -> R {
        try await Database.usePool(connections: connections, change) { pool, loop in
            _ = try await pool.run("CREATE TABLE t (id int PRIMARY KEY)")
            return try await body(pool, loop)
        }
    }

    private func ids(_ pool: PostgresPool) async throws -> [Int] {
        try await pool.run("SELECT id FROM t ORDER BY id").map { try $0.int(0) }
    }

    @Test("commits what the body did, and returns what it returned") func commits() async throws {
        try await withTable { pool, _ in
            let count = try await pool.transaction { transaction in
                for id in 1...3 { _ = try await transaction.query(Self.insert, [.int(id)]) }
                return try await transaction.query(Statement("count", "SELECT count(*) FROM t"))[0].int(0)
            }
            #expect(count == 3)
            #expect(try await ids(pool) == [1, 2, 3])
            #expect(pool.load.inTransaction == 0)
        }
    }

    @Test("the body's own error rolls back, comes out, and leaves the connection usable") func throwing() async throws {
        try await withTable { (pool, _) async throws in
            await #expect(throws: Unwilling.self) {
                try await pool.transaction { transaction in
                    _ = try await transaction.query(Self.insert, [.int(1)])
                    throw Unwilling()
                }
            }
            #expect(try await ids(pool) == [])
            #expect(pool.load.lost == 0)
        }
    }

    @Test("a refused statement rolls back all of it; the first statement too") func refused() async throws {
        try await withTable { pool, _ in
            _ = try await pool.query(Self.insert, [.int(7)])
            for before in [[], [1, 2]] {
                let error = try await postgresError {
                    try await pool.transaction { transaction in
                        for id in before + [7] { _ = try await transaction.query(Self.insert, [.int(id)]) }
                    }
                }
                #expect(error?.sqlState == .uniqueViolation)
                #expect(try await ids(pool) == [7])
            }
        }
    }

    @Test("a body that swallows an error is told that nothing was committed") func swallowed() async throws {
        try await withTable { pool, _ in
            let error = try await postgresError {
                try await pool.transaction { transaction in
                    _ = try await transaction.query(Self.insert, [.int(1)])
                    _ = try await postgresError { try await transaction.query(Self.insert, [.int(1)]) }
                    let later = try await postgresError { try await transaction.query(Self.insert, [.int(2)]) }
                    #expect(later?.sqlState == .inFailedTransaction)
                }
            }
            #expect(error == .rolledBack)
            #expect(try await ids(pool) == [])
        }
    }

    @Test("a deferred constraint refuses at COMMIT") func deferred() async throws {
        try await withTable { pool, _ in
            _ = try await pool.run("CREATE TABLE d (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let error = try await postgresError {
                try await pool.transaction { _ = try await $0.query(Statement("two", "INSERT INTO d VALUES (1), (1)")) }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(try await pool.run("SELECT * FROM d").isEmpty)
        }
    }

    @Test("the isolation asked for is the one that holds") func isolation() async throws {
        try await withTable { (pool, _) async throws in
            let show = Statement("show", "SELECT current_setting('transaction_isolation')")
            for (level, name) in [
                (PostgresTransaction.Isolation.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
                (.serializable, "serializable"),
            ] {
                #expect(try await pool.transaction(level) { try await $0.query(show)[0].text(0) } == name)
            }
        }
    }

    @Test("a body without statements sends nothing") func empty() async throws {
        try await withTable { (pool, _) async throws in
            let before = pool.load.statements
            #expect(try await pool.transaction { _ in 7 } == 7)
            #expect(pool.load.statements == before)
        }
    }

    @Test("cancelled in the middle, it rolls back and gives the connection back") func cancelled() async throws {
        try await withTable { (pool, loop) async throws in
            let inside = LoopEvent(on: loop)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await pool.transaction { transaction in
                            _ = try await transaction.query(Self.insert, [.int(1)])
                            inside.set()
                            try await Task.sleep(for: .seconds(60))
                        }
                    }
                }
                await inside.wait()
                group.cancelAll()
            }
            #expect(try await ids(pool) == [])
            #expect(pool.load.lost == 0 && pool.load.inTransaction == 0)
        }
    }

    @Test("statements of others do not slip in between, and wait their turn on a single connection") func exclusive() async throws {
        try await withTable { pool, loop in
            let inside = LoopEvent(on: loop)
            let order = Recorder<String>()
            async let other: Void = {
                await inside.wait()
                _ = try await pool.query(Self.insert, [.int(1)])
                order.record("other")
            }()
            try await pool.transaction { transaction in
                _ = try await transaction.query(Self.insert, [.int(2)])
                inside.set()
                while pool.load.waiting == 0 { await Task.yield() }
                _ = try await transaction.query(Self.insert, [.int(3)])
                order.record("transaction")
            }
            try await other
            #expect(order.all == ["transaction", "other"])
            #expect(try await ids(pool) == [1, 2, 3])
        }
    }

    @Test("one inside another on a single connection is refused in time, not for ever") func nested() async throws {
        try await withTable { pool, _ in
            let error = try await postgresError {
                try await pool.transaction { _ in
                    try await pool.transaction(timeout: .milliseconds(30)) { _ = try await $0.query(Self.insert, [.int(1)]) }
                }
            }
            #expect(error == .busy)
            #expect(try await ids(pool) == [])
        }
    }

    @Test("transactions wait in the order in which they came; one too many is busy") func queue() async throws {
        try await withTable({ $0.maxWaiting = 3 }) { pool, loop in
            let order = Recorder<Int>()
            let go = LoopEvent(on: loop)
            await withDiscardingTaskGroup { group in
                group.addTask { _ = try? await pool.transaction { _ in await go.wait() } }
                while pool.load.inTransaction == 0 { await Task.yield() }
                for number in 1...3 {
                    group.addTask {
                        try? await pool.transaction { transaction in
                            order.record(number)
                            _ = try await transaction.query(Self.insert, [.int(number)])
                        }
                    }
                    while pool.load.waiting < number { await Task.yield() }
                }
                #expect((try? await postgresError { try await pool.transaction { _ in } }) == .busy)
                #expect((try? await postgresError { try await pool.run("SELECT 1") }) == .busy)
                go.set()
            }
            #expect(order.all == [1, 2, 3])
            #expect(pool.load.busy == 2)
        }
    }

    @Test("a first statement that never left does not cost the transaction its BEGIN") func neverSent() async throws {
        try await withTable { (pool, _) async throws in
            await #expect(throws: Unwilling.self) {
                try await pool.transaction { transaction in
                    let nul = try await postgresError { try await transaction.query(Statement("nul", "SELECT $1"), ["a\0"]) }
                    #expect(nul == .textHoldsNUL(parameter: 1))
                    let late = try await postgresError {
                        try await transaction.query(Statement("late", "SELECT 1"), timeout: .zero)
                    }
                    #expect(late == .busy)
                    _ = try await transaction.query(Self.insert, [.int(1)])
                    throw Unwilling()
                }
            }
            #expect(try await ids(pool) == [])
            #expect(pool.load.lost == 0)
        }
    }

    @Test("a body that throws before its first statement leaves alone what is under way on the connection") func throwsFirst()
        async throws
    {
        try await withTable { (pool, loop) async throws in
            async let slow = pool.run("SELECT pg_sleep(0.2), 7")
            while pool.load.inFlight == 0 { await Task.yield() }
            await #expect(throws: Unwilling.self) { try await pool.transaction { _ in throw Unwilling() } }
            #expect(try await slow[0].int(1) == 7)
            #expect(pool.load.lost == 0)
        }
    }

    @Test("a connection lost before the commit has changed nothing") func lost() async throws {
        try await withTable(connections: 2) { pool, _ in
            let error = try await postgresError {
                try await pool.transaction { transaction in
                    _ = try await transaction.query(Self.insert, [.int(1)])
                    let backend = try await transaction.query(Statement("pid", "SELECT pg_backend_pid()"))[0].int(0)
                    _ = try await pool.run("SELECT pg_terminate_backend($1::int)", [.int(backend)])
                    _ = try await transaction.query(Self.insert, [.int(2)])
                }
            }
            #expect(error == .connectionLost(mayHaveRun: false))
            #expect(try await ids(pool) == [])
        }
    }
}
