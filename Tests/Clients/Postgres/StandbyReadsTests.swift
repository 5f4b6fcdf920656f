import Reactor
import TestSupport
import Testing

@testable import Postgres

/// A real primary with a streaming standby, and a pool that may read both.
@Suite("Lists from a standby") struct StandbyReadsTests {
    private static let count = Statement("count", "SELECT count(*), inet_server_port() FROM changes")

    /// Confined to its loop.
    private final class Bed: @unchecked Sendable {  // loop-confined
        let pool: PostgresPool
        let standbys: PostgresPool
        let standby: Standby
        private(set) var outcomes: [StandbyReads.Outcome] = []
        private let loop: EventLoop
        private var made = 0

        init(_ primary: PostgresConfiguration, _ standby: Standby, on loop: EventLoop) {
            self.standby = standby
            self.loop = loop
            var following = primary
            following.role = .standby
            // One that is away stands beside it.
            following.servers = [PostgresServer(host: "127.0.0.1", port: 1), PostgresServer(host: "127.0.0.1", port: standby.port)]
            pool = PostgresPool(primary, connections: 2, on: loop, resolver: .forTests)
            standbys = PostgresPool(following, connections: 2, on: loop, resolver: .forTests)
            pool.standbys = StandbyReads(standbys, on: loop) { [unowned self] in outcomes.append($0) }
        }

        /// A change, and a list right behind it that must have it. Returns whether the standby gave it.
        @discardableResult
        func changeAndRead() async throws -> Bool {
            _ = try await pool.query(Statement("change", "INSERT INTO changes DEFAULT VALUES"))
            made += 1
            let row = try await pool.read(StandbyReadsTests.count)[0]
            #expect(try row.int(0) == made)
            let isStandby = try row.int(1) == Int(standby.port)
            #expect(isStandby == (outcomes.last == .standby))
            return isStandby
        }

        func readUntil(_ outcome: StandbyReads.Outcome) async throws {
            let deadline = loop.now + .seconds(60)
            repeat {
                try #require(loop.now < deadline, "\(outcomes.suffix(5)) instead of \(outcome)")
                try await changeAndRead()
                _ = await LoopEvent(on: loop).wait(atMost: .milliseconds(20))
            } while outcomes.last != outcome
        }
    }

    private func run(_ body: @escaping @Sendable (Bed) async throws -> Void) async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let configuration = PostgresConfiguration(try await stores.postgres())
            try await stores.withStandby { standby in
                try await onLoop { loop in
                    let bed = Bed(configuration, standby, on: loop)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await bed.pool.run() }
                        group.addTask { await bed.standbys.run() }
                        let outcome: Result<Void, any Error>
                        do {
                            try #require(await bed.pool.waitUntilReady(atMost: .seconds(30)))
                            try #require(await bed.standbys.waitUntilReady(atMost: .seconds(30)))
                            _ = try await bed.pool.query(Statement("make", "CREATE TABLE changes (id bigserial PRIMARY KEY)"))
                            outcome = .success(try await body(bed))
                        } catch { outcome = .failure(error) }
                        await bed.standbys.close(within: .seconds(1))
                        await bed.pool.close(within: .seconds(1))
                        try outcome.get()
                    }
                }
            }
        }
    }

    @Test("a change is in the very next list, and the standby gives nearly all of them") func ownChanges() async throws {
        try await run { bed in
            try await bed.readUntil(.standby)
            var given = 0
            for _ in 0..<200 where try await bed.changeAndRead() { given += 1 }
            #expect(given > 100)
        }
    }

    @Test("one that falls behind is passed over, and used again when it has caught up") func behind() async throws {
        try await run { bed in
            try await bed.readUntil(.standby)
            try await bed.standby.pauseReplay()
            try await bed.readUntil(.behind)
            #expect(try await !bed.changeAndRead())
            try await bed.standby.resumeReplay()
            try await bed.readUntil(.standby)
        }
    }

    @Test("one that takes writes itself is no standby any more, though it has all that there was") func promoted() async throws {
        try await run { bed in
            try await bed.readUntil(.standby)
            try await bed.standby.promote()
            // Nothing changes on the primary, so that the position alone would let it pass.
            _ = try await bed.pool.read(Self.count)
            #expect(bed.outcomes.last == .foreign)
        }
    }

    @Test("without any the primary is read") func away() async throws {
        try await run { bed in
            try await bed.readUntil(.standby)
            try await bed.standby.stop()
            try await bed.readUntil(.away)
        }
    }

    @Test(
        "a standby counts that follows our primary, of the same cluster and timeline",
        arguments: [(true, 1, 1, true), (false, 1, 1, false), (true, 2, 1, false), (true, 1, 2, false)])
    func kin(isStandby: Bool, cluster: Int, timeline: Int, counts: Bool) {
        let found = StandbyPosition(isStandby: isStandby, cluster: cluster, timeline: timeline, position: 9)
        #expect(found.follows(PrimaryPosition(cluster: 1, timeline: 1, position: 9)) == counts)
    }
}
