import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Sessions") struct SessionTests {
    private let tryLock = Statement("try", "SELECT pg_try_advisory_lock($1)")

    @Test("scripts of many statements, and statements after them") func script() async throws {
        try await Database.use { (database, loop) async throws in
            let session = try await database.session(on: loop)
            try await session.execute(script: "CREATE TABLE t (id int); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);")
            #expect(try await session.query(Statement("all", "SELECT id FROM t")).count == 2)
            try await session.execute(script: "")
            try await session.execute(script: "SELECT 1; SELECT 2; SELECT id FROM t")
            #expect(try await session.query(Statement("all", "SELECT id FROM t")).count == 2)
            session.close()
        }
    }

    @Test("a session begins with the run-time parameters it was given") func parameters() async throws {
        try await Database.use {
            $0.parameters = ["plan_cache_mode": "force_generic_plan", "synchronous_commit": "off"]
        } _: { (database, loop) async throws in
            let session = try await database.session(on: loop)
            for (name, value) in database.configuration.parameters {
                let shown = Statement("shown", "SELECT current_setting($1::text)")
                #expect(try await session.query(shown, [.text(name)])[0].text(0) == value)
            }
            session.close()
        }
    }

    @Test("the first error ends a script and undoes it; the session goes on") func scriptError() async throws {
        try await Database.use { (database, loop) async throws in
            let session = try await database.session(on: loop)
            try await session.execute(script: "CREATE TABLE t (id int)")
            let error = try await postgresError {
                try await session.execute(script: "INSERT INTO t VALUES (1); SELECT 1/0; INSERT INTO t VALUES (2)")
            }
            #expect(error?.sqlState == "22012")
            #expect(try await session.query(Statement("all", "SELECT id FROM t")).isEmpty)
            let nul = try await postgresError { try await session.execute(script: "SELECT 1;\0 SELECT 2") }
            #expect(nul == .textHoldsNUL(parameter: 0))
            session.close()
        }
    }

    @Test("COPY, which nobody here speaks, ends the session instead of hanging it") func copy() async throws {
        try await Database.use { (database, loop) async throws in
            let session = try await database.session(on: loop)
            let error = try await postgresError { try await session.execute(script: "COPY (SELECT 1) TO STDOUT") }
            #expect(error == .connectionLost(mayHaveRun: true))
            #expect(!session.isOpen && session.lost.isSet)
        }
    }

    @Test("an advisory lock is held by one, and free again when its session is lost") func lock() async throws {
        try await Database.use { (database, loop) async throws in
            let key = PostgresValue.int(Int.random(in: 1...Int.max))
            let first = try await database.session(on: loop)
            let second = try await database.session(on: loop)
            #expect(try await first.query(tryLock, [key])[0].bool(0))
            #expect(try await second.query(tryLock, [key])[0].bool(0) == false)
            let backend = try await first.query(Statement("pid", "SELECT pg_backend_pid()"))[0].int(0)
            _ = try await second.query(Statement("end", "SELECT pg_terminate_backend($1::int, 5000)"), [.int(backend)])
            #expect(await first.lost.wait(atMost: .seconds(30)))
            #expect(try await second.query(tryLock, [key])[0].bool(0))
            #expect(try await postgresError { try await first.query(tryLock, [key]) } == .connectionLost(mayHaveRun: false))
            second.close()
            #expect(second.lost.isSet)
        }
    }

    @Test("a script has its time limit") func scriptTimeout() async throws {
        try await Database.use { (database, loop) async throws in
            let session = try await database.session(on: loop)
            let error = try await postgresError {
                try await session.execute(script: "SELECT pg_sleep(60)", timeout: .milliseconds(50))
            }
            #expect(error == .timeout)
            #expect(session.lost.isSet)
        }
    }

    @Test("notices reach the observer") func notices() async throws {
        let heard = Recorder<String>()
        try await Database.use { (database, loop) async throws in
            let session = try await PostgresSession.open(database.configuration, on: loop, resolver: .forTests) {
                if case .notice(let notice) = $0 { heard.record(notice.message) }
            }
            try await session.execute(script: "DO $$ BEGIN RAISE NOTICE 'mind the gap'; END $$")
            session.close()
        }
        #expect(heard.all == ["mind the gap"])
    }
}
