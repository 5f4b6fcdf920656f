import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Many statements on few connections") struct PipeliningTests {
    @Test("10,000 at once, every seventh refused: each gets its own answer") func interleavedErrors() async throws {
        let divide = Statement("divide", "SELECT $1 / $2")
        let (answers, load) = try await Database.usePool(
            connections: 2,
            {
                $0.maxWaiting = 10_000; $0.queryTimeout = .seconds(30)
            }
        ) { pool, _ in
            let answers = await withTaskGroup(of: (Int, String).self) { group in
                for number in 0..<10_000 {
                    group.addTask {
                        do throws(PostgresError) {
                            return (number, "\(try await pool.query(divide, [.int(number), .int(number % 7)])[0].int(0))")
                        } catch {
                            return (number, "\(error.sqlState?.description ?? "\(error)")")
                        }
                    }
                }
                return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
            }
            return (answers, pool.load)
        }
        #expect(answers.count == 10_000)
        #expect(answers.allSatisfy { number, answer in answer == (number % 7 == 0 ? "22012" : "\(number / (number % 7))") })
        #expect(load.statements == 10_000)
        #expect(load.refused == 1_429)
        #expect(load.prepared == 2)
        #expect(load.inFlight == 0 && load.waiting == 0)
        #expect(load.lost == 0)
    }

    @Test("brief statements keep to four connections, others spread over all", arguments: [(true, 4), (false, 6)])
    func briefShare(isBrief: Bool, connections: Int) async throws {
        let backend = Statement("backend", "SELECT pg_backend_pid()", isBrief: isBrief)
        try await Database.usePool(connections: 6) { pool, _ in
            let used = await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<60 { group.addTask { try? await pool.query(backend)[0].int(0) } }
                return await group.reduce(into: [Int?: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(used[nil] == nil)
            #expect(used.count == connections)
            #expect(used.values.allSatisfy { $0 == 60 / connections })
        }
    }

    @Test("a brief statement goes round a transaction") func briefBesideTransaction() async throws {
        let backend = Statement("backend", "SELECT pg_backend_pid()", isBrief: true)
        try await Database.usePool(connections: 2) { pool, _ in
            let (inside, outside) = try await pool.transaction { transaction in
                (try await transaction.query(backend)[0].int(0), try await pool.query(backend)[0].int(0))
            }
            #expect(inside != outside)
        }
    }

    @Test("a statement is prepared once on a connection") func preparedOnce() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            let find = Statement("find_once", "SELECT $1::bigint")
            await withDiscardingTaskGroup { group in
                for number in 0..<50 {
                    group.addTask { #expect((try? await pool.query(find, [.int(number)])[0].int(0)) == number) }
                }
            }
            let known = try await pool.run("SELECT name, statement FROM pg_prepared_statements WHERE name LIKE 'find_once%'")
            #expect(try known.map { try $0.text(0) } == ["find_once"])
        }
    }

    @Test("a result of many megabytes among small ones") func large() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            async let before = pool.run("SELECT 1")
            async let large = pool.run("SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
            async let wide = pool.run("SELECT repeat('y', 30000000)")
            async let after = pool.run("SELECT 2")
            #expect(try await before[0].int(0) == 1)
            let rows = try await large
            #expect(rows.count == 20_000)
            #expect(try rows.allSatisfy { try $0.text(0).utf8.count == 1_000 })
            #expect(try await wide[0].text(0).utf8.count == 30_000_000)
            #expect(try await after[0].int(0) == 2)
        }
    }

    @Test("parameters larger than the socket takes at once, while answers come back") func largeParameters() async throws {
        try await Database.usePool(connections: 1, { $0.queryTimeout = .seconds(20) }) { pool, _ in
            let text = String(repeating: "0123456789", count: 400_000)
            await withDiscardingTaskGroup { group in
                for _ in 0..<12 {
                    group.addTask {
                        #expect((try? await pool.run("SELECT $1::text", [.text(text)])[0].text(0).utf8.count) == 4_000_000)
                    }
                }
            }
        }
    }

    @Test("each statement commits by itself") func ownTransactions() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            _ = try await pool.run("CREATE TABLE t (id int PRIMARY KEY)")
            let insert = Statement("insert", "INSERT INTO t VALUES ($1)")
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for id in [1, 2, 1, 3] { group.addTask { (try? await pool.query(insert, [.int(id)])) != nil } }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 3)
            #expect(try await pool.run("SELECT id FROM t ORDER BY id").map { try $0.int(0) } == [1, 2, 3])
        }
    }

    @Test("a deferred constraint that fails at the commit fails its statement") func deferred() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            _ = try await pool.run("CREATE TABLE t (id int CONSTRAINT one UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            _ = try await pool.run("INSERT INTO t VALUES (1)")
            let error = try await postgresError { try await pool.run("INSERT INTO t VALUES (1)") }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "one")
            #expect(try await pool.run("SELECT count(*) FROM t")[0].int(0) == 1)
        }
    }

    @Test("a statement that cannot be prepared fails alone, as often as it is tried") func unpreparable() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            let broken = Statement("broken", "SELECT missing FROM nowhere")
            await withDiscardingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask { #expect((try? await postgresError { try await pool.query(broken) })??.sqlState == "42P01") }
                    group.addTask { #expect((try? await pool.run("SELECT 1")[0].int(0)) == 1) }
                }
            }
            _ = try await pool.run("CREATE TABLE nowhere (missing int)")
            #expect(try await pool.query(broken).count == 0)
        }
    }

    @Test("after a schema change a stale plan is prepared anew, unseen") func stalePlan() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            let all = Statement("all", "SELECT * FROM t")
            _ = try await pool.run("CREATE TABLE t (a int)")
            _ = try await pool.run("INSERT INTO t VALUES (1)")
            #expect(try await pool.query(all)[0].int(0) == 1)
            _ = try await pool.run("ALTER TABLE t ADD b text DEFAULT 'new'")
            #expect(try await pool.query(all)[0].text(1) == "new")
            _ = try await pool.run("DISCARD ALL")
            _ = try await pool.run("SET search_path = \(pool.configuration.searchPath ?? "")")
            #expect(try await pool.query(all)[0].text(1) == "new")
        }
    }

    @Test("rows touched, and none") func affected() async throws {
        try await Database.usePool { pool, _ in
            _ = try await pool.run("CREATE TABLE t (id int)")
            #expect(try await pool.run("INSERT INTO t SELECT generate_series(1, 5)").affectedRows == 5)
            #expect(try await pool.run("UPDATE t SET id = id + 1 WHERE id > 3").affectedRows == 2)
            #expect(try await pool.run("DELETE FROM t WHERE id = 100").affectedRows == 0)
            let none = try await pool.run("SELECT * FROM t WHERE id = 100")
            #expect(none.isEmpty && none.affectedRows == 0)
        }
    }

    @Test("latency and outcome of each statement reach the observer") func observed() async throws {
        let seen = Recorder<String>()
        try await Database.usePool { pool, _ in
            pool.onAnswer = { statement, duration, error in
                seen.record("\(statement.name) \(error?.sqlState?.description ?? "ok") \(duration > .zero)")
            }
            _ = try await pool.query(Statement("good", "SELECT 1"))
            _ = try await postgresError { try await pool.query(Statement("bad", "SELECT 1/0")) }
            pool.onAnswer = nil
        }
        #expect(seen.all == ["good ok true", "bad 22012 true"])
    }
}
