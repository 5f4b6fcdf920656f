import Contracts
import CoreHTTP
import Foundation
import Hosting
import NotificationDomain
import Postgres
import Reactor
import Testing

@testable import NotificationService

@Suite("Inboxes in PostgreSQL") struct InboxStoreTests {
    private static func notification(
        to user: UserID, event: EventID = .random(), title: String = "Appointment requested"
    ) -> NewNotification {
        NewNotification(
            id: .random(), recipient: user, eventID: event, type: "appointment.created", title: title, message: "…",
            metadata: #"{"appointmentId":"018f0000-0000-7000-8000-000000000000"}"#, news: Events.news())
    }

    private static func run<Result: Sendable>(
        connections: Int = 2, _ body: @escaping @Sendable (PostgresInboxStore) async throws -> Result
    ) async throws -> Result {
        try await Clinic.use { clinic, loop in
            let pool = PostgresPool(
                clinic.configuration.service.database.postgres, connections: connections, on: loop, resolver: .forTests)
            async let running: Void = pool.run()
            let outcome: Swift.Result<Result, any Error>
            do {
                guard await pool.waitUntilReady(atMost: .seconds(30)) else { throw PostgresError.unavailable }
                outcome = .success(try await body(PostgresInboxStore(pool: pool)))
            } catch {
                outcome = .failure(error)
            }
            await pool.close()
            await running
            return try outcome.get()
        }
    }

    private static func seqs(_ page: InboxPage) -> [Int64] { page.notifications.map(\.position.number) }

    @Test("notifications are numbered in the order given, and counted")
    func numbers() async throws {
        try await Self.run { store in
            let (ann, ben) = (UserID.random(), UserID.random())
            let batch = [ann, ben, ann, ann].enumerated().map { Self.notification(to: $1, title: "\($0)") }
            let delivered = try await store.deliver(batch)
            #expect(delivered.map(\.notification.title) == ["0", "1", "2", "3"])
            #expect(delivered.map(\.notification.position.number) == [1, 1, 2, 3])
            #expect(delivered.map(\.unread) == [1, 1, 2, 3])
            #expect(delivered.allSatisfy { $0.isNew && !$0.notification.read })
            #expect(delivered.map(\.notification.id) == batch.map(\.id))
            let page = try await store.page(of: ann, before: nil, unreadOnly: false, limit: 10)
            #expect(page.state == InboxState(position: Position(3)!, unread: 3))
            #expect(page.notifications.map(\.title) == ["3", "2", "0"])
            let metadata = try JSONReader.parse(Array(page.notifications[0].metadata.utf8))
            #expect(metadata["appointmentId"] == "018f0000-0000-7000-8000-000000000000")
            #expect(try await store.positions(of: [ann, ben, .random()]) == [ann: Position(3)!, ben: Position(1)!])
            #expect(try await store.deliver([]) == [])
        }
    }

    @Test("a redelivered event inserts nothing, takes no number, and is answered")
    func redelivery() async throws {
        try await Self.run { store in
            let user = UserID.random()
            let first = Self.notification(to: user)
            let again = Self.notification(to: user, event: first.eventID)
            let next = Self.notification(to: user)
            _ = try await store.deliver([first])
            let delivered = try await store.deliver([again, next, again])
            #expect(delivered.map(\.isNew) == [false, true])
            #expect(delivered.map(\.notification.id) == [first.id, next.id])
            #expect(delivered.map(\.notification.position.number) == [1, 2])
            #expect(try await store.state(of: user) == InboxState(position: Position(2)!, unread: 2))
            #expect(try await store.history(of: user, after: .start).entries.count == 2)

            _ = try await store.delete(first.id, of: user)
            #expect(try await store.deliver([again]) == [])
            #expect(Self.seqs(try await store.page(of: user, before: nil, unreadOnly: false, limit: 10)) == [2])
        }
    }

    @Test("batches at the same time, with the same users and events, leave gapless inboxes and every event once")
    func concurrency() async throws {
        try await Self.run(connections: 4) { store in
            let users = (0..<5).map { _ in UserID.random() }
            let events = (0..<40).map { _ in EventID.random() }
            // Every event goes to every user; eight writers take them in different orders and overlap.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for start in stride(from: 0, to: events.count, by: 5) {
                            let turned = events[
                                (start + writer * 5) % events.count..<min((start + writer * 5) % events.count + 5, events.count)]
                            let batch = turned.flatMap { event in
                                (writer.isMultiple(of: 2) ? users : users.reversed()).map {
                                    Self.notification(to: $0, event: event)
                                }
                            }
                            _ = try await store.deliver(batch)
                        }
                    }
                }
                try await group.waitForAll()
            }
            for user in users {
                let page = try await store.page(of: user, before: nil, unreadOnly: false, limit: 100)
                #expect(Self.seqs(page) == (1...40).reversed().map(Int64.init))
                #expect(page.state == InboxState(position: Position(40)!, unread: 40))
            }
        }
    }

    @Test("reading, unreading and deleting take numbers, count, and change nothing when it is so already")
    func changes() async throws {
        try await Self.run { store in
            let user = UserID.random()
            let batch = (0..<3).map { _ in Self.notification(to: user) }
            _ = try await store.deliver(batch)
            func state(_ position: Int64, _ unread: Int64) -> InboxState {
                InboxState(position: Position(position)!, unread: unread)
            }

            #expect(try await store.mark(batch[0].id, of: user, read: true) == InboxUpdate(state: state(4, 2), changed: true))
            #expect(try await store.mark(batch[0].id, of: user, read: true) == InboxUpdate(state: state(4, 2), changed: false))
            #expect(try await store.mark(batch[0].id, of: user, read: false) == InboxUpdate(state: state(5, 3), changed: true))
            #expect(try await store.mark(batch[0].id, of: .random(), read: true) == nil)
            #expect(try await store.delete(batch[1].id, of: .random()) == nil)
            #expect(try await store.delete(batch[1].id, of: user) == InboxUpdate(state: state(6, 2), changed: true))
            #expect(try await store.delete(batch[1].id, of: user) == nil)
            #expect(try await store.markAllRead(of: user) == InboxUpdate(state: state(7, 0), changed: true))
            #expect(try await store.markAllRead(of: user) == InboxUpdate(state: state(7, 0), changed: false))
            #expect(try await store.page(of: user, before: nil, unreadOnly: true, limit: 10).notifications == [])
            _ = try await store.deliver([Self.notification(to: user)])
            #expect(Self.seqs(try await store.page(of: user, before: nil, unreadOnly: true, limit: 10)) == [8])
            #expect(try await store.deleteAll(of: user) == InboxUpdate(state: state(9, 0), changed: true))
            #expect(try await store.deleteAll(of: user) == InboxUpdate(state: state(9, 0), changed: false))
            #expect(try await store.page(of: user, before: nil, unreadOnly: false, limit: 10).notifications == [])

            let history = try await store.history(of: user, after: .start)
            #expect(history.state == state(9, 0) && history.firstKept == Position(1))
            #expect(history.entries.map(\.change.position.number) == Array(1...9))
            #expect(
                history.entries.map(\.change.kind) == [
                    .arrived, .arrived, .arrived, .read, .unread, .deleted, .allRead, .arrived, .allDeleted,
                ])
            #expect(history.entries.allSatisfy { $0.notification == nil })
        }
    }

    @Test("somebody without an inbox has an empty one")
    func nobody() async throws {
        try await Self.run { store in
            let user = UserID.random()
            let state = try await store.state(of: user)
            #expect(state == .empty)
            #expect(
                try await store.page(of: user, before: nil, unreadOnly: false, limit: 1)
                    == InboxPage(state: .empty, notifications: []))
            #expect(try await store.history(of: user, after: .start) == InboxHistory(state: .empty, firstKept: nil, entries: []))
            #expect(try await store.markAllRead(of: user) == InboxUpdate(state: .empty, changed: false))
            #expect(try await store.deleteAll(of: user) == InboxUpdate(state: .empty, changed: false))
        }
    }

    @Test("history begins after the position asked for, carries what arrived, and leaves out what is too much")
    func history() async throws {
        try await Self.run { store in
            let user = UserID.random()
            let batch = (0..<1_001).map { Self.notification(to: user, title: "\($0)") }
            _ = try await store.deliver(batch)
            let history = try await store.history(of: user, after: Position(998)!)
            #expect(history.entries.map { $0.notification?.title } == ["998", "999", "1000"])
            #expect(history.entries.map(\.change.notificationID) == batch.suffix(3).map(\.id))
            #expect(try await store.history(of: user, after: Position(1)!).entries.count == 1_000)
            let tooMuch = try await store.history(of: user, after: .start)
            #expect(tooMuch.entries.isEmpty && tooMuch.state.position == Position(1_001) && tooMuch.firstKept == Position(1))
            #expect(try await store.history(of: user, after: Position(5_000)!).entries.isEmpty)
        }
    }
}
