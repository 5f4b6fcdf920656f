import Postgres
import Reactor
import TestSupport
import Testing

/// Each with a server of its own, which it ends, freezes or brings back.
@Suite("When the server goes away") struct OutageTests {
    /// Many statements under way that do not end by themselves, and what became of them.
    private func sleepers(_ pool: PostgresPool, _ count: Int, whileThey fault: @Sendable () async throws -> Void) async throws
        -> [PostgresError?]
    {
        try await withThrowingTaskGroup(of: PostgresError?.self) { group in
            for _ in 0..<count {
                group.addTask { try await postgresError { try await pool.run("SELECT pg_sleep(60)", timeout: .seconds(60)) } }
            }
            while pool.load.inFlight < count { await Task.yield() }
            try await fault()
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func withServer(
        connections: Int = 3, _ change: @escaping @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Stores, PostgresPool) async throws -> Void
    ) async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            var configuration = PostgresConfiguration(try await stores.postgres())
            configuration.connectTimeout = .seconds(1)
            change(&configuration)
            let settings = configuration
            try await onLoop { loop in try await settings.pool(connections, on: loop) { try await body(stores, $0) } }
        }
    }

    private func expectOutage(_ pool: PostgresPool) async throws {
        let started = MonotonicTime.read()
        for _ in 0..<100 {
            #expect(try await postgresError { try await pool.run("SELECT 1") } == .unavailable)
            #expect(try await postgresError { try await pool.transaction { _ in } } == .unavailable)
        }
        #expect(MonotonicTime.read() - started < .seconds(10))
        #expect(!pool.isReady)
    }

    private func expectRecovery(_ pool: PostgresPool) async throws {
        #expect(await pool.waitUntilReady(atMost: .seconds(30)))
        #expect(try await pool.run("SELECT 1", timeout: .seconds(10))[0].int(0) == 1)
    }

    @Test("SIGKILL: all fail at once, then at once again, until it is back") func kill() async throws {
        try await withServer { stores, pool in
            let fates = try await sleepers(pool, 30) { try await stores.kill(.postgres) }
            #expect(fates.count == 30)
            #expect(fates.allSatisfy { if case .connectionLost = $0 { true } else { false } })
            try await expectOutage(pool)
            try await stores.start([.postgres])
            try await expectRecovery(pool)
        }
    }

    @Test("shut down in order: nothing that was under way has run") func stop() async throws {
        try await withServer { stores, pool in
            let fates = try await sleepers(pool, 30) { try await stores.stop(.postgres) }
            #expect(fates.count == 30)
            #expect(fates.allSatisfy { $0 == .connectionLost(mayHaveRun: false) })
            try await expectOutage(pool)
            try await stores.start([.postgres])
            try await expectRecovery(pool)
        }
    }

    @Test("SIGSTOP: time-outs, then quick failures; SIGCONT: well again") func freeze() async throws {
        try await withServer(connections: 2, { $0.queryTimeout = .milliseconds(300) }) { stores, pool in
            try await stores.pause(.postgres)
            let started = MonotonicTime.read()
            async let first = postgresError { try await pool.run("SELECT 1") }
            async let second = postgresError { try await pool.run("SELECT 1") }
            async let transaction = postgresError {
                try await pool.transaction { _ = try await $0.query(Statement("one", "SELECT 1")) }
            }
            #expect(try await [first, second] == [.timeout, .timeout])
            #expect(try await transaction == .timeout)
            #expect(MonotonicTime.read() - started < .seconds(20))
            try await expectOutage(pool)
            try await stores.resume(.postgres)
            try await expectRecovery(pool)
        }
    }

    @Test("not there at the start: the pool waits for it") func late() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let configuration = PostgresConfiguration(try await stores.postgres())
            try await stores.stop(.postgres)
            try await onLoop { loop in
                let failures = Recorder<PostgresError>()
                let pool = PostgresPool(configuration, connections: 2, on: loop, resolver: .forTests) {
                    if case .connectFailed(let error, _) = $0 { failures.record(error) }
                }
                async let running: Void = pool.run()
                #expect(await pool.waitUntilReady(atMost: .milliseconds(300)) == false)
                #expect(!failures.all.isEmpty)
                try await expectOutage(pool)
                try await stores.start([.postgres])
                try await expectRecovery(pool)
                await pool.close()
                await running
            }
        }
    }

    @Test("one backend ended by an administrator: its statements fail, the others' go on, the connection comes back")
    func backend() async throws {
        try await Database.usePool(connections: 2) { (pool, loop) async throws in
            let name = "victim_\(UInt64.random(in: 0...UInt64.max))"
            let administrator = try await PostgresSession.open(pool.configuration, on: loop, resolver: .forTests)
            let connected = pool.load.connected
            async let victim = postgresError { try await pool.run("SELECT pg_sleep(60) AS \(name)", timeout: .seconds(60)) }
            async let other = pool.run("SELECT pg_sleep(0.3), 7")
            async let behind = postgresError { try await pool.run("SELECT 1", timeout: .seconds(60)) }
            let end = Statement(
                "end",
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE $1 AND pid <> pg_backend_pid()")
            while try await administrator.query(end, [.text("%\(name)%")]).isEmpty {}
            #expect(try await victim == .connectionLost(mayHaveRun: false))
            #expect(try await behind == .connectionLost(mayHaveRun: false))
            #expect(try await other[0].int(1) == 7)
            while pool.load.connected == connected {
                _ = try await administrator.query(Statement("pause", "SELECT pg_sleep(0.01)"))
            }
            #expect(pool.load.connections == 2)
            administrator.close()
        }
    }

    @Test("closing lets what runs finish, refuses what is new, and cuts what does not end") func closing() async throws {
        try await Database.use { (database, loop) async throws in
            let pool = PostgresPool(database.configuration, connections: 2, on: loop, resolver: .forTests)
            async let running: Void = pool.run()
            #expect(await pool.waitUntilReady(atMost: .seconds(30)))
            async let short = pool.run("SELECT pg_sleep(0.1), 7")
            while pool.load.inFlight < 1 { await Task.yield() }
            async let closed: Void = pool.close()
            while pool.isReady { await Task.yield() }
            #expect(try await postgresError { try await pool.run("SELECT 1") } == .unavailable)
            #expect(try await short[0].int(1) == 7)
            await closed
            await running
            #expect(pool.load.connections == 0)

            let other = PostgresPool(database.configuration, connections: 1, on: loop, resolver: .forTests)
            async let otherRunning: Void = other.run()
            #expect(await other.waitUntilReady(atMost: .seconds(30)))
            async let long = postgresError { try await other.run("SELECT pg_sleep(60)") }
            while other.load.inFlight < 1 { await Task.yield() }
            await other.close(within: .milliseconds(50))
            await otherRunning
            #expect(try await long == .connectionLost(mayHaveRun: true))
        }
    }

    @Test("a wrong password and an unknown host are told, not retried in a hurry") func wrong() async throws {
        var configuration = PostgresConfiguration(try await Stores.shared.postgres())
        configuration.password = "wrong"
        let denied = configuration
        configuration.servers[0].host = "no-such-host.invalid"
        let lost = configuration
        try await onLoop { loop in
            guard
                case .cannotConnect(let words) = try await postgresError({
                    try await PostgresSession.open(denied, on: loop, resolver: .forTests)
                })
            else {
                Issue.record("connected with a wrong password")
                return
            }
            #expect(words.contains("password authentication failed"))
            #expect(!"\(denied)".contains("wrong"))
            guard
                case .cannotConnect = try await postgresError({
                    try await PostgresSession.open(lost, on: loop, resolver: .forTests)
                })
            else {
                Issue.record("connected to nowhere")
                return
            }
        }
    }
}
