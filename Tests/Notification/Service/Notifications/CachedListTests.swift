import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("The first page of the inbox cached in Redis", .timeLimit(.minutes(6))) struct CachedListTests {
    private static let path = "/api/notifications/my"

    @Test("it is answered from Redis until the inbox changes, alike on both replicas; other pages are not kept")
    func hits() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { first in
                try await clinic.replica(on: loop) { second in
                    let patient = UserID.random()
                    _ = try await first.deliver((0..<25).map { _ in Events.received(.approved, patient: patient) })
                    // A process' first read makes void what was kept before.
                    _ = try await second.call(.get, Self.path, as: patient)
                    let page = try await first.call(.get, Self.path, as: patient)
                    #expect(page.json["notifications"]?.elements?.count == 20 && page["Link"] != nil)
                    // Behind the cache's back: what comes now comes from there.
                    _ = try await first.pool.query(Statement("empty", "DELETE FROM notifications"), [])
                    for replica in [first, second] {
                        let again = try await replica.call(.get, Self.path, as: patient)
                        #expect(again.body == page.body && again["Link"] == page["Link"])
                        for query in ["?limit=5", "?unread=true"] {
                            let other = try await replica.call(.get, Self.path + query, as: patient)
                            #expect(other.json["notifications"]?.elements?.isEmpty == true)
                        }
                    }
                    _ = try await second.deliver([Events.received(.approved, patient: patient)])
                    let changed = try await first.call(.get, Self.path, as: patient)
                    #expect(changed.json["notifications"]?.elements?.count == 1)
                }
            }
        }
    }

    @Test(
        "every way to change an inbox is seen at once on both replicas, with readers beside; so while Redis is killed and comes back"
    )
    func neverStale() async throws {
        try await Stores.withPrivate([.postgres, .redis]) { stores in
            try await Clinic.use(stores) { clinic, loop in
                try await clinic.replica(on: loop) { first in
                    try await clinic.replica(on: loop) { second in
                        try await self.changeAndRead([first, second], rounds: 10)
                        try await stores.kill(.redis)
                        try await self.changeAndRead([first, second], rounds: 5)
                        try await stores.start([.redis])
                        try await self.changeAndRead([first, second], rounds: 5)
                        try await eventually(on: loop) { first.live.isReady && second.live.isReady }
                        try await self.changeAndRead([first, second], rounds: 10)
                    }
                }
            }
        }
    }

    @Test("a change by somebody who has no Redis at all is read at once: list and count agree after each")
    func lostOnOne() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let elsewhere = PostgresInboxStore(pool: replica.pool)
                func agree(_ count: Int, unread: Int64) async throws -> [NotificationID] {
                    for _ in 0..<2 {
                        let list = try await replica.call(.get, Self.path, as: patient).json
                        let badge = try await replica.call(.get, "/api/notifications/unread-count", as: patient).json
                        #expect(list["notifications"]?.elements?.count == count && list["unread"]?.integer == unread)
                        #expect(badge["unread"]?.integer == unread && badge["position"] == list["position"])
                    }
                    let list = try await replica.call(.get, Self.path, as: patient).json["notifications"]?.elements ?? []
                    return list.compactMap { $0["id"]?.text.flatMap { NotificationID($0) } }
                }
                _ = try await agree(0, unread: 0)
                for _ in 0..<3 { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
                let ids = try await agree(3, unread: 3)
                _ = try await elsewhere.mark(ids[0], of: patient, read: true)
                _ = try await agree(3, unread: 2)
                _ = try await elsewhere.mark(ids[0], of: patient, read: false)
                _ = try await agree(3, unread: 3)
                _ = try await elsewhere.delete(ids[1], of: patient)
                _ = try await agree(2, unread: 2)
                _ = try await elsewhere.markAllRead(of: patient)
                _ = try await agree(2, unread: 0)
                let old = WallClock.system.instant.adding(days: 1)
                _ = try await RetentionStore(pool: replica.pool).deleteNotifications(before: old, atMost: 1)
                _ = try await agree(1, unread: 0)
                _ = try await elsewhere.deleteAll(of: patient)
                _ = try await agree(0, unread: 0)
            }
        }
    }

    private func changeAndRead(_ replicas: [Replica], rounds: Int) async throws {
        let patient = UserID.random()
        let finished = LoopEvent(on: replicas[0].loop)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for replica in replicas {
                group.addTask {
                    while !finished.isSet {
                        let status = try await replica.call(.get, Self.path, as: patient, isHeldToContract: false).status
                        #expect(status == 200)
                        _ = await finished.wait(atMost: .microseconds(200))
                    }
                }
            }
            group.addTask {
                defer { finished.set() }
                for round in 0..<rounds { try await self.change(replicas[round % 2], replicas, patient) }
            }
            try await group.waitForAll()
        }
    }

    /// Each change on `replica` is read on all.
    private func change(_ replica: Replica, _ replicas: [Replica], _ patient: UserID) async throws {
        for _ in 0..<3 { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
        let unread = [false, false, false]
        let ids = try await expect(unread, replicas, patient)
        let changes: [(HTTPMethod, String, [Bool])] = [
            (.patch, "/\(ids[0])/read", [true, false, false]), (.patch, "/\(ids[0])/unread", unread),
            (.delete, "/\(ids[0])", [false, false]), (.patch, "/read-all", [true, true]),
        ]
        for (method, path, expected) in changes {
            let answer = try await replica.call(method, "/api/notifications" + path, as: patient)
            #expect(answer.status == 200)
            _ = try await expect(expected, replicas, patient)
        }
        let retention = Retention(
            RetentionStore(pool: replica.pool), changes: replica.live.publisher, days: -1,
            clock: .system, metrics: MetricsRegistry(), log: replica.log, on: replica.loop)
        try await retention.removeAll()
        _ = try await expect([], replicas, patient)
        _ = try await replica.deliver([Events.received(.approved, patient: patient)])
        _ = try await expect([false], replicas, patient)
        #expect(try await replica.call(.delete, "/api/notifications", as: patient).status == 200)
        _ = try await expect([], replicas, patient)
    }

    /// `read`: the flags of the whole inbox, newest first. The ids.
    private func expect(_ read: [Bool], _ replicas: [Replica], _ patient: UserID) async throws -> [String] {
        var ids: [String] = []
        for replica in replicas {
            let list = try await replica.call(.get, Self.path, as: patient, isHeldToContract: false).json
            let notifications = list["notifications"]?.elements ?? []
            try #require(notifications.compactMap { $0["read"]?.flag } == read)
            #expect(list["unread"]?.integer == Int64(read.count { !$0 }))
            ids = notifications.compactMap { $0["id"]?.text }
        }
        return ids
    }
}
