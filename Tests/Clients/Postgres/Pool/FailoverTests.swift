import Postgres
import Reactor
import Synchronization
import TestSupport
import Testing

/// Of several servers the one that takes writes is used, whichever it is by now.
@Suite("When another server takes over") struct FailoverTests {
    enum Fault: CaseIterable, Sendable { case killed, readOnly }

    /// Synchronous replication: what was acknowledged is on the standby.
    @Test(
        "a standby is promoted while clients write: the pool goes on there, and nothing acknowledged is lost",
        arguments: Fault.allCases)
    func promotion(fault: Fault) async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            var configuration = PostgresConfiguration(try await stores.postgres())
            try await stores.withStandby { standby in
                try await stores.psql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
                // The standby comes first in the list: it is passed over as long as it takes no writes.
                configuration.servers.insert(PostgresServer(host: "127.0.0.1", port: standby.port), at: 0)
                let settings = configuration
                try await onLoop { loop in
                    try await settings.pool(3, on: loop) { pool in
                        _ = try await pool.run("CREATE TABLE bookings (id bigint PRIMARY KEY)")
                        let writers = Writers(pool)
                        async let writing: Void = writers.run()
                        try await writers.waitForMore(100)
                        switch fault {
                        case .killed: try await stores.kill(.postgres)
                        case .readOnly:
                            try await stores.psql(
                                "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
                        }
                        try await standby.promote()
                        try await writers.waitForMore(100)
                        writers.stop()
                        await writing
                        let kept = try await pool.run("SELECT id FROM bookings").map { try $0.int(0) }
                        #expect(writers.acknowledged.subtracting(kept) == [])
                        #expect(try await pool.run("SELECT inet_server_port()")[0].int(0) == Int(standby.port))
                    }
                }
            }
        }
    }

    @Test("when none takes writes, each says why not") func noPrimary() async throws {
        var configuration = PostgresConfiguration(try await Stores.shared.postgres())
        configuration.servers = [PostgresServer(host: "127.0.0.1", port: 1), PostgresServer(host: "127.0.0.1", port: 2)]
        let settings = configuration
        try await onLoop { loop in
            let error = try await postgresError { try await PostgresSession.open(settings, on: loop, resolver: .forTests) }
            guard case .cannotConnect(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("127.0.0.1:1: ") && reason.contains("127.0.0.1:2: "))
        }
    }

    /// Four who insert one row after the other, each under a new number, whatever becomes of it. Confined to its loop.
    private final class Writers: @unchecked Sendable {  // loop-confined
        private(set) var acknowledged: Set<Int> = []
        private let pool: PostgresPool
        private var next = 0
        private var isStopped = false

        init(_ pool: PostgresPool) { self.pool = pool }

        func run() async {
            await withDiscardingTaskGroup { group in
                for _ in 0..<4 { group.addTask { await self.write() } }
            }
        }

        private func write() async {
            while !isStopped {
                next += 1
                let id = next
                if (try? await pool.run("INSERT INTO bookings VALUES ($1)", [.int(id)])) != nil { acknowledged.insert(id) }
                if !pool.isReady { _ = await pool.waitUntilReady(atMost: .milliseconds(100)) }
                await Task.yield()
            }
        }

        func stop() { isStopped = true }

        func waitForMore(_ count: Int) async throws {
            let (wanted, deadline) = (acknowledged.count + count, MonotonicTime.read() + .seconds(60))
            while acknowledged.count < wanted {
                try #require(MonotonicTime.read() < deadline, "only \(acknowledged.count) of \(wanted)")
                await Task.yield()
            }
        }
    }
}
