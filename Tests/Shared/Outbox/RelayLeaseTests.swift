import Foundation
import Kafka
import Postgres
import Reactor
import TestSupport
import Testing

@testable import Outbox

@Suite("Leadership of the outbox", .timeLimit(.minutes(5))) struct RelayLeaseTests {
    @Test("a lease counts from when it was asked for, and never ends earlier by an answer that came late")
    func times() {
        let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
        var lease = RelayLease(fence: 7, asked: start, length: .seconds(4), heartbeat: .seconds(1))
        #expect(!lease.mustRenew(at: start + .milliseconds(999)) && lease.mustRenew(at: start + .seconds(1)))
        #expect(lease.isHeld(at: start + .milliseconds(3_999)) && !lease.isHeld(at: start + .seconds(4)))
        lease.renew(asked: start + .seconds(2))
        #expect(lease.end == start + .seconds(6))
        lease.renew(asked: start + .seconds(1))
        #expect(lease.end == start + .seconds(6) && lease.fence == 7)
    }

    @Test("a leader that hangs is followed within five seconds; awake again it neither leads nor deletes, and order holds")
    func hangs() async throws {
        try await OutboxFixture.use { outbox in
            let other = try EventLoop(index: 1)
            let thread = Thread.start(named: "other-loop") { other.run() }
            let first = try await Task(executorPreference: other) { try OutboxFixture.Relay(outbox, on: other) }.value
            try await outbox.eventually("the first does not lead") { first.counters.isLeading }
            let second = try outbox.relay()
            try await outbox.commit(1...200, keys: 7)
            first.wakeup.raise()
            try await outbox.eventually("not published") { first.counters.published == 200 }

            let (awake, hung) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            other.execute {
                hung.signal()
                awake.wait()
            }
            hung.wait()
            let since = MonotonicTime.read()
            try await outbox.commit(201...400, keys: 7)
            try await outbox.eventually("the healthy relay does not see the backlog") { second.counters.waiting > 0 }
            try await outbox.eventually("nobody takes over") { second.counters.published >= 200 }
            let silence = MonotonicTime.read() - since
            print("the outbox without a leader that hangs: \(silence)")
            #expect(silence < .seconds(6), "took over after \(silence)")

            awake.signal()
            try await outbox.commit(401...600, keys: 7)
            for relay in [first, second] { relay.wakeup.raise() }
            let messages = try await outbox.published { $0.distinct.count >= 600 }
            for (key, numbers) in messages.firstNumbers { #expect(numbers == numbers.sorted(), "\(key)") }
            try await outbox.eventually("two lead") { !first.counters.isLeading && second.counters.isLeading }
            try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
            #expect(first.counters.published == 200)
            await Task(executorPreference: other) { await first.stop() }.value
            other.stop()
            thread.join()
        }
    }

    @Test("one that led before reads and deletes nothing under its old fence")
    func fenced() async throws {
        try await OutboxFixture.use { outbox in
            func lead(_ holder: UInt64, microseconds: Int) async throws -> Int? {
                try await outbox.session.query(
                    OutboxStatements.lead, [.uuid(PostgresUUID(high: 0, low: holder)), .int(microseconds)]
                ).first?.int(0)
            }
            func look(_ fence: Int) async throws -> Int {
                try await outbox.session.query(
                    OutboxStatements.look, [.intArray([1]), .intArray([]), .textArray([]), .int(10), .int(fence)]
                ).count
            }
            try await outbox.commit(1...3)
            let old = try #require(try await lead(1, microseconds: 60_000_000))
            #expect(try await lead(2, microseconds: 60_000_000) == nil, "two lead")
            let again = try #require(try await lead(1, microseconds: 1))
            #expect(again == old + 1)
            let new = try #require(try await lead(2, microseconds: 60_000_000))
            #expect(try await look(again) == 0)
            #expect(try await outbox.rowsLeft() == 3)
            #expect(
                try await outbox.session.query(OutboxStatements.renew, [.int(again), .int(60_000_000)]).isEmpty, "renewed too late")
            _ = try await outbox.session.query(OutboxStatements.release, [.int(again)])
            #expect(try await lead(1, microseconds: 1) == nil, "another one's lease was given back")
            #expect(try await look(new) == 2)
            #expect(try await outbox.rowsLeft() == 2)
        }
    }

    @Test("a relay that is told to stop is followed at once")
    func handsOver() async throws {
        try await OutboxFixture.use { outbox in
            outbox.configuration.lease = .seconds(600)
            let first = try outbox.relay()
            try await outbox.eventually("the first does not lead") { first.counters.isLeading }
            let second = try outbox.relay()
            await first.stop()
            try await outbox.eventually("the second does not lead") { second.counters.isLeading }
        }
    }

    @Test("a topic that is gone is made again, and what was committed meanwhile goes out in order, without a restart")
    func topicDeleted() async throws {
        try await OutboxFixture.use { outbox in
            let relay = try outbox.relay()
            try await outbox.commit(1...50, keys: 3)
            relay.wakeup.raise()
            try await outbox.eventually("not published") { relay.counters.published == 50 }
            try await Stores.shared.deleteTopic(outbox.configuration.topic)
            try await outbox.commit(51...100, keys: 3)
            relay.wakeup.raise()
            let messages = try await outbox.published { $0.distinct.isSuperset(of: 51...100) }
            for (key, numbers) in messages.firstNumbers { #expect(numbers == numbers.sorted(), "\(key)") }
            try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
        }
    }
}
