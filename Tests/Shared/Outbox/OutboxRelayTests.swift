import Contracts
import Kafka
import Postgres
import Reactor
import TestSupport
import Testing

@testable import Outbox

@Suite("Outbox relay", .timeLimit(.minutes(10))) struct OutboxRelayTests {
    @Test("every committed event is published once, in order within its key, and leaves the table")
    func publishes() async throws {
        try await OutboxFixture.use { outbox in
            outbox.configuration.batch = 64
            outbox.configuration.maxUnderWay = 100
            try await outbox.commit(1...1_000, keys: 10)
            let relay = try outbox.relay()
            let messages = try await outbox.published { $0.count >= 1_000 }
            #expect(messages.count == 1_000 && messages.distinct.count == 1_000)
            for (key, numbers) in messages.firstNumbers { #expect(numbers == numbers.sorted(), "\(key)") }
            try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
            #expect(relay.counters.published == 1_000 && relay.counters.failures == 0 && relay.counters.isLeading)
            #expect(messages.first?.header(CloudEvents.Header.type) == Array("appointment.created".utf8))
        }
    }

    @Test("the topic is made to keep its records for so long; one that keeps them otherwise is told of, and left so")
    func retention() async throws {
        try await OutboxFixture.use { outbox in
            try await outbox.commit(1...1)
            let first = try outbox.relay()
            try await outbox.eventually("nothing is published") { first.counters.published == 1 }
            #expect(try await outbox.retention(first) == "\(7 * 86_400_000)" && !first.counters.topicDiffers)
            await first.stop()
            outbox.configuration.retention = .seconds(8 * 86_400)
            let second = try outbox.relay()
            try await outbox.eventually("the other retention is not noticed") { second.counters.topicDiffers }
            #expect(try await outbox.retention(second) == "\(7 * 86_400_000)")
            try await outbox.commit(2...2)
            try await outbox.eventually("it is no reason to stop") { second.counters.published == 1 }
            await second.stop()
            outbox.configuration.retention = .seconds(7 * 86_400)
            let third = try outbox.relay()
            third.counters.set(topicDiffers: true)
            try await outbox.eventually("it is as it should be") { !third.counters.topicDiffers }
        }
    }

    @Test("woken after a commit, from another thread too, it publishes without waiting for its next look")
    func wakesUp() async throws {
        try await OutboxFixture.use { outbox in
            _ = try await relayThatIsTold(outbox) { wakeup, _ in wakeup.raise() }
        }
    }

    @Test("a key's first row is published as it is handed over, without a look, once, and leaves the table when it ends")
    func handedOver() async throws {
        try await OutboxFixture.use { outbox in
            let relay = try await relayThatIsTold(outbox, keys: 100) { wakeup, row in wakeup.raise(first: row) }
            await relay.stop()
            #expect(try await outbox.rowsLeft() == 0 && relay.counters.published == 21)
            let messages = try await outbox.published { $0.count >= 21 }
            #expect(messages.count == 21 && messages.distinct == Set(0...20))
        }
    }

    /// A relay that looks every ten minutes only, and is told of twenty commits, one after the other, by this thread and another in turn:
    /// each is published before the next.
    private func relayThatIsTold(
        _ outbox: OutboxFixture, keys: Int = 1, _ tell: @escaping @Sendable (RelayWakeup, OutboxRow) -> Void
    ) async throws -> OutboxFixture.Relay {
        outbox.configuration.interval = .seconds(600)
        let relay = try outbox.relay()
        try await outbox.commit(0...0)
        try await outbox.eventually("the topic is not made") { relay.counters.published == 1 }
        for number in 1...20 {
            try await outbox.commit(number...number, keys: keys)
            let (wakeup, row) = (relay.wakeup, try await outbox.row(number))
            if number.isMultiple(of: 2) { tell(wakeup, row) } else { Thread.start(named: "other") { tell(wakeup, row) }.join() }
            try await outbox.eventually("event \(number) is not published") { relay.counters.published == number + 1 }
        }
        return relay
    }

    @Test("a row that commits after later ones were published is published as well")
    func lateCommit() async throws {
        try await OutboxFixture.use { outbox in
            let slow = try await PostgresSession.open(outbox.database, on: outbox.loop, resolver: outbox.resolver)
            _ = try await slow.query(Statement("begin", "BEGIN"))
            try await outbox.commit(1...1, in: slow)
            try await outbox.commit(2...2)
            let relay = try outbox.relay()
            try await outbox.eventually("2 is not published") { relay.counters.published == 1 }
            _ = try await slow.query(Statement("commit", "COMMIT"))
            slow.close()
            relay.wakeup.raise()
            let messages = try await outbox.published { $0.count >= 2 }
            #expect(messages.map(\.number) == [2, 1])
            try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
        }
    }

    @Test("its session killed again and again: every event is published at least once, first occurrences in order")
    func losesItsSession() async throws {
        try await OutboxFixture.use { outbox in
            outbox.configuration.batch = 20
            let relay = try outbox.relay()
            for round in 0..<10 {
                try await outbox.commit((round * 100)...(round * 100 + 99), keys: 7)
                relay.wakeup.raise()
                try await outbox.eventually("nobody leads") { try await outbox.killRelaySession() }
            }
            let messages = try await outbox.published { $0.distinct.count >= 1_000 }
            for (key, numbers) in messages.firstNumbers { #expect(numbers == numbers.sorted(), "\(key)") }
            try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
        }
    }

    @Test("of two relays one leads; when it ends, or its session is lost, the other takes over")
    func leadership() async throws {
        try await OutboxFixture.use { outbox in
            outbox.configuration.takeoverInterval = .milliseconds(20)
            let first = try outbox.relay()
            try await outbox.eventually("the first does not lead") { first.counters.isLeading }
            let second = try outbox.relay()
            try await outbox.commit(1...50, keys: 5)
            first.wakeup.raise()
            try await outbox.eventually("not published") { first.counters.published == 50 }
            #expect(!second.counters.isLeading && second.counters.published == 0)
            await first.stop()
            try await outbox.commit(51...100, keys: 5)
            try await outbox.eventually("the second does not take over") { second.counters.published == 50 }
            #expect(second.counters.isLeading && !first.counters.isLeading)
            let messages = try await outbox.published { $0.count >= 100 }
            #expect(messages.count == 100 && messages.distinct == Set(1...100))
        }
    }

    @Test("stopped, it first publishes what was committed, and leaves nothing behind")
    func stops() async throws {
        try await OutboxFixture.use { outbox in
            outbox.configuration.interval = .seconds(600)
            let relay = try outbox.relay()
            try await outbox.commit(1...1)
            try await outbox.eventually("not published") { relay.counters.published == 1 }
            try await outbox.commit(2...300)
            await relay.stop()
            #expect(relay.counters.published == 300 && !relay.counters.isLeading)
            #expect(try await outbox.rowsLeft() == 0)
        }
    }

    @Test("the broker cut and mended: the table grows, visibly, then drains in order")
    func brokerAway() async throws {
        try await Stores.withPrivate([.kafka]) { stores in
            try await OutboxFixture.use(stores) { outbox in
                outbox.configuration.countInterval = .milliseconds(20)
                outbox.configuration.interval = .milliseconds(20)
                outbox.configuration.maxUnderWay = 50
                let relay = try outbox.relay()
                try await outbox.commit(1...10, keys: 3)
                try await outbox.eventually("not published") { relay.counters.published == 10 }
                try await stores.cut(.kafka)
                try await outbox.commit(11...200, keys: 3)
                relay.wakeup.raise()
                try await outbox.eventually("the backlog does not show") {
                    relay.counters.waiting == 190 && relay.counters.oldestAge > 0
                }
                try await stores.mend(.kafka)
                let messages = try await outbox.published { $0.distinct.count >= 200 }
                for (key, numbers) in messages.firstNumbers { #expect(numbers == numbers.sorted(), "\(key)") }
                try await outbox.eventually("rows are left") { try await outbox.rowsLeft() == 0 }
                try await outbox.eventually("the backlog still shows") { relay.counters.waiting == 0 }
            }
        }
    }
}
