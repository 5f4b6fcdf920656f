import Postgres
import Reactor
import TestSupport
import Testing

@Suite("What the server refuses") struct RefusalTests {
    @Test("exclusion and unique violations name their constraint") func constraints() async throws {
        try await Database.usePool { pool, _ in
            try await pool.execute(
                script: """
                    CREATE TABLE bookings (
                        doctor int, during int8range CONSTRAINT not_null_during NOT NULL, code text CONSTRAINT code_once UNIQUE,
                        CONSTRAINT never_twice EXCLUDE USING gist (during WITH &&));
                    INSERT INTO bookings VALUES (1, '[10,20)', 'a');
                    """)
            let overlap = try await postgresError { try await pool.run("INSERT INTO bookings VALUES (1, '[15,25)', 'b')") }
            #expect(overlap?.sqlState == .exclusionViolation)
            #expect(overlap?.constraint == "never_twice")
            guard case .refused(let said) = overlap else {
                Issue.record("\(String(describing: overlap))")
                return
            }
            #expect(said.table == "bookings" && said.schema == pool.configuration.searchPath)
            #expect(said.detail?.contains("[15,25)") == true)

            let twice = try await postgresError { try await pool.run("INSERT INTO bookings VALUES (1, '[30,40)', 'a')") }
            #expect(twice?.sqlState == .uniqueViolation && twice?.constraint == "code_once")
            let null = try await postgresError { try await pool.run("INSERT INTO bookings VALUES (1, NULL, 'c')") }
            guard case .refused(let missing) = null else {
                Issue.record("\(String(describing: null))")
                return
            }
            #expect(missing.sqlState == .notNullViolation && missing.column == "during")
            #expect(!overlap!.isTransient && !twice!.isTransient)
        }
    }

    @Test("of two serializable transactions that read what the other writes, one conflicts; run again it succeeds")
    func serialization() async throws {
        try await Database.usePool(connections: 2) { pool, loop in
            _ = try await pool.run("CREATE TABLE t (id int, n int)")
            _ = try await pool.run("INSERT INTO t VALUES (1, 0), (2, 0)")
            let bothRead = LoopEvent(on: loop)
            let readers = Counter()
            let attempts = Counter()
            func add(to id: Int, attempts limit: Int) async throws {
                try await pool.transaction(.serializable, attempts: limit) { transaction in
                    attempts.value += 1
                    let sum = try await transaction.query(Statement("sum", "SELECT sum(n) FROM t"))[0]
                    readers.value += 1
                    if readers.value == 2 { bothRead.set() }
                    await bothRead.wait()
                    let n = try sum.int(0) + 1
                    _ = try await transaction.query(Statement("set", "UPDATE t SET n = $1 WHERE id = $2"), [.int(n), .int(id)])
                }
            }
            async let first: Void = add(to: 1, attempts: 3)
            async let second: Void = add(to: 2, attempts: 3)
            _ = try await (first, second)
            #expect(attempts.value == 3)
            #expect(try await pool.run("SELECT n FROM t ORDER BY n").map { try $0.int(0) } == [1, 2])
        }
    }

    @Test("a deadlock is a conflict") func deadlock() async throws {
        try await Database.usePool(connections: 2) { pool, loop in
            _ = try await pool.run("CREATE TABLE t (id int, n int)")
            _ = try await pool.run("INSERT INTO t VALUES (1, 0), (2, 0)")
            let update = Statement("update", "UPDATE t SET n = n + 1 WHERE id = $1")
            let bothLocked = LoopEvent(on: loop)
            let locked = Counter()
            func lock(_ one: Int, then other: Int) async throws -> PostgresError? {
                try await postgresError {
                    try await pool.transaction { transaction in
                        _ = try await transaction.query(update, [.int(one)])
                        locked.value += 1
                        if locked.value == 2 { bothLocked.set() }
                        await bothLocked.wait()
                        _ = try await transaction.query(update, [.int(other)])
                    }
                }
            }
            async let first = lock(1, then: 2)
            async let second = lock(2, then: 1)
            let errors = try await [first, second].compactMap { $0 }
            #expect(errors.map(\.sqlState) == [.deadlockDetected])
            #expect(errors.allSatisfy { $0.isConflict && $0.isTransient })
        }
    }

    @Test("what a caller may try again at once, later, or not at all") func classification() {
        func refused(_ state: SQLState) -> PostgresError { .refused(ServerError(sqlState: state, message: "")) }
        let transient: [PostgresError] = [
            .unavailable, .busy, .cannotConnect(""), .connectionLost(mayHaveRun: false), refused("40001"), refused("40P01"),
            refused("53300"), refused("55P03"), refused("57P03"),
        ]
        let final: [PostgresError] = [
            .timeout, .connectionLost(mayHaveRun: true), .rolledBack, .textHoldsNUL(parameter: 1), refused("23505"),
            refused("42601"),
        ]
        #expect(transient.allSatisfy { $0.isTransient })
        #expect(!final.contains { $0.isTransient })
        #expect(transient.count { $0.isConflict } == 2)
    }
}

/// A number that the tasks of one loop share.
final class Counter: @unchecked Sendable {  // confined to the test's loop
    var value = 0
}
