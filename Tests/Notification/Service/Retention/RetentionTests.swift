import Contracts
import CoreHTTP
import Hosting
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Retention", .timeLimit(.minutes(4))) struct RetentionTests {
    /// Makes everything in the database so many days older.
    private func age(_ replica: Replica, days: Int) async throws {
        let session = try await PostgresSession.open(
            replica.configuration.service.database.postgres, on: replica.loop, resolver: .forTests)
        try await session.execute(
            script: """
                UPDATE notifications SET created_at = created_at - \(days) * interval '1 day';
                UPDATE inbox_changes SET at = at - \(days) * interval '1 day';
                UPDATE deliveries SET delivered_at = delivered_at - \(days) * interval '1 day';
                """)
        session.close()
    }

    /// Rows of notifications, inbox_changes and deliveries.
    private func counts(_ replica: Replica) async throws -> [Int] {
        let statement = Statement(
            "counts",
            """
            SELECT (SELECT count(*) FROM notifications), (SELECT count(*) FROM inbox_changes), (SELECT count(*) FROM deliveries)
            """)
        let row = try #require(try await replica.pool.query(statement, []).first)
        return try (0..<3).map { try row.int($0) }
    }

    private func retention(_ replica: Replica, days: Int) -> Retention {
        Retention(
            RetentionStore(pool: replica.pool), changes: replica.live.publisher, days: days,
            clock: .system, metrics: MetricsRegistry(), log: replica.log, on: replica.loop)
    }

    @Test("old notifications are deleted as by their owners: badge, list, sockets and numbers stay right")
    func deletion() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                for _ in 0..<5 { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
                let list = try await replica.store.page(of: patient, before: nil, unreadOnly: false, limit: 10)
                _ = try await replica.store.mark(list.notifications[1].id, of: patient, read: true)  // 6
                try await age(replica, days: 10)
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])  // 7
                let socket = try await replica.socket(of: patient)
                #expect(try await socket.hello()["position"] == 7)
                let retention = retention(replica, days: 9)
                try await retention.removeAll()
                var unread: [Int64] = []
                for position in 8...12 as ClosedRange<Int64> {
                    let told = try await socket.next()
                    #expect(told["position"]?.integer == position && told["change"] == "deleted")
                    unread.append(told["unread"]?.integer ?? -1)
                }
                #expect(unread == [4, 3, 2, 2, 1], "the fourth was read")
                let page = try await replica.store.page(of: patient, before: nil, unreadOnly: false, limit: 10)
                #expect(page.notifications.map(\.position.number) == [7])
                #expect(page.state == InboxState(position: try #require(Position(12)), unread: 1))
                // What happened long ago is forgotten from the beginning: who resumes from there has to load the list.
                let late = try await replica.socket(of: patient, position: 3)
                #expect(try await late.hello()["recovered"] == false)
                let known = try await replica.socket(of: patient, position: 6)
                #expect(try await known.hello()["recovered"] == true)
                #expect(try await known.positions(6) == Array(7...12))
            }
        }
    }

    @Test("an event that comes again within a month is known, however short notifications are kept")
    func memory() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let event = Events.received(.approved)
                _ = try await replica.deliver([event])
                try await age(replica, days: 20)
                try await retention(replica, days: 1).removeAll()
                // The arrival has been forgotten, the deletion happened just now.
                #expect(try await counts(replica) == [0, 1, 1])
                _ = try await replica.deliver([event])
                #expect(try await counts(replica) == [0, 1, 1])
                try await age(replica, days: 20)
                try await retention(replica, days: 1).removeAll()
                #expect(try await counts(replica) == [0, 0, 0])
            }
        }
    }

    @Test("more than one piece, two replicas at once, while the owners read and new ones come: no count drifts")
    func concurrency() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop, connections: 6) { replica in
                let patients = (0..<5).map { _ in UserID.random() }
                let events = (0..<1_500).map { Events.received(.approved, patient: patients[$0 % 5]) }
                for start in stride(from: 0, to: 1_500, by: 500) {
                    _ = try await replica.deliver(Array(events[start..<start + 500]))
                }
                try await age(replica, days: 10)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<2 { group.addTask { try await self.retention(replica, days: 9).removeAll() } }
                    group.addTask {
                        for round in 0..<30 {
                            let patient = patients[round % 5]
                            _ = try await replica.deliver([Events.received(.completed, patient: patient)])
                            let page = try await replica.store.page(of: patient, before: nil, unreadOnly: true, limit: 100)
                            if let oldest = page.notifications.last {
                                _ = try await replica.store.mark(oldest.id, of: patient, read: true)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                for patient in patients {
                    let page = try await replica.store.page(of: patient, before: nil, unreadOnly: false, limit: 100)
                    #expect(page.notifications.count == 6)
                    #expect(page.state.unread == Int64(page.notifications.count { !$0.read }))
                    let history = try await replica.store.history(of: patient, after: try #require(Position(300)))
                    #expect(history.entries.map(\.change.position.number) == Array(301...history.state.position.number))
                }
            }
        }
    }
}
