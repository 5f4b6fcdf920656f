import Contracts
import Foundation
import Kafka
import Logging
@testable import Outbox
import Postgres
import Reactor
import TestSupport
import Testing

/// An outbox in a schema of its own, a topic of its own, and relays between the two. Confined to its loop.
final class OutboxFixture: @unchecked Sendable {  // loop-confined
    let loop: EventLoop
    let database: PostgresConfiguration
    var configuration: OutboxConfiguration
    let resolver = Resolver()
    /// For the test's own statements.
    let session: PostgresSession
    private let kafka: KafkaConfiguration
    private var running: [Relay] = []

    /// A relay at work, as a process would have it.
    final class Relay: @unchecked Sendable {  // what it is made of is confined to its loop, but for the counters
        let relay: OutboxRelay
        let counters = RelayCounters()
        let wakeup = RelayWakeup()
        let producer: KafkaProducer
        private var task: Task<Void, Never>?

        init(_ fixture: OutboxFixture, on loop: EventLoop) throws {
            producer = try KafkaProducer.make(fixture.kafka, on: loop)
            relay = OutboxRelay(
                fixture.configuration, database: fixture.database, producer: producer, wakeup: wakeup, counters: counters,
                on: loop, resolver: fixture.resolver, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            task = Task(executorPreference: loop) { [relay] in await relay.run() }
        }

        func stop() async {
            await relay.stop(within: .seconds(60))
            await producer.close()
            await task?.value
        }
    }

    static func use(_ stores: Stores = .shared, _ body: @escaping @Sendable (OutboxFixture) async throws -> Void) async throws {
        let address = try await Stores.shared.postgres()
        let brokers = try await stores.kafka()
        let topic = "outbox-" + UUID().uuidString.lowercased()
        try await onLoop { loop in
            let fixture = try await OutboxFixture(address, KafkaConfiguration(brokers: brokers, clientID: "test"), topic, loop)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(fixture)) } catch { outcome = .failure(error) }
            await fixture.end()
            try outcome.get()
        }
    }

    private init(_ address: Stores.PostgresAddress, _ kafka: KafkaConfiguration, _ topic: String, _ loop: EventLoop) async throws {
        self.loop = loop
        self.kafka = kafka
        var database = PostgresConfiguration(
            host: address.host, port: address.port, database: address.database, user: address.user, password: address.password)
        let schema = "test_\(UInt64.random(in: 0 ... .max))"
        database.searchPath = schema
        var ofRelays = database
        ofRelays.applicationName = "relay-\(schema)"
        self.database = ofRelays
        configuration = OutboxConfiguration(topic: topic)
        session = try await PostgresSession.open(database, on: loop, resolver: resolver)
        try await session.execute(script: "CREATE SCHEMA \(schema);" + Self.tables())
    }

    /// The tables as the service's own migrations make them.
    private static func tables() throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../sql/appointment")
        let sql = try String(contentsOf: folder.appending(path: "0001_appointments.sql"), encoding: .utf8)
        let start = try #require(sql.range(of: "CREATE TABLE outbox"))
        let end = try #require(sql[start.lowerBound...].range(of: ");"))
        let lease = try String(contentsOf: folder.appending(path: "0021_outbox_lease.sql"), encoding: .utf8)
        return String(sql[start.lowerBound..<end.upperBound]) + lease
    }

    func relay() throws -> Relay {
        let relay = try Relay(self, on: loop)
        running.append(relay)
        return relay
    }

    private func end() async {
        for relay in running { await relay.stop() }
        _ = try? await session.execute(script: "DROP SCHEMA \(database.searchPath ?? "") CASCADE")
        session.close()
    }

    // MARK: Events

    private static let insert = Statement(
        "insert",
        """
        INSERT INTO outbox (event_id, type, key, payload)
        SELECT gen_random_uuid(), 'appointment.created', 'k' || n % $3, n::text FROM generate_series($1::bigint, $2::bigint) AS n
        """)

    /// Commits events numbered `range` in their payload, over so many keys in turn.
    func commit(_ range: ClosedRange<Int>, keys: Int = 1, in session: PostgresSession? = nil) async throws {
        _ = try await (session ?? self.session).query(Self.insert, [.int(range.lowerBound), .int(range.upperBound), .int(keys)])
    }

    /// As the broker says it, in milliseconds.
    func retention(_ relay: Relay) async throws -> String? {
        try await relay.producer.settings(ofTopic: configuration.topic, atMost: .seconds(30))["retention.ms"]
    }

    /// The committed event of this number.
    func row(_ number: Int) async throws -> OutboxRow {
        let find = Statement(
            "find", "SELECT \(OutboxRow.Column.list) FROM outbox WHERE payload = $1::text")
        return try OutboxRow(RowOf(try await session.query(find, [.text("\(number)")])[0]))
    }

    /// True when there was one.
    func killRelaySession() async throws -> Bool {
        let kill = Statement("kill", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1")
        return try await session.query(kill, [.text(database.applicationName)]).count > 0
    }

    func rowsLeft() async throws -> Int { try await session.query(Statement("left", "SELECT count(*) FROM outbox"))[0].int(0) }

    /// Reads the topic from its beginning until `isEnough`, at most two minutes; the numbers in the order of the partitions.
    func published(until isEnough: ([KafkaMessage]) -> Bool) async throws -> [KafkaMessage] {
        let consumer = try KafkaConsumer.make(kafka, group: UUID().uuidString, topics: [configuration.topic], on: loop)
        let limit = LoopTimer(on: loop) { Task(executorPreference: self.loop) { await consumer.close() } }
        limit.arm(after: .seconds(120))
        var messages: [KafkaMessage] = []
        while !isEnough(messages), let batch = await consumer.nextBatch(maximum: 1_000) { messages += batch.messages }
        limit.disarm()
        await consumer.close()
        #expect(isEnough(messages), "only \(messages.count) records came")
        return messages
    }

    /// Asks again, every few milliseconds and at most a minute.
    func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
        let pause = LoopEvent(on: loop)
        let deadline = MonotonicTime.read() + .seconds(60)
        while !(try await condition()) {
            if MonotonicTime.read() > deadline {
                Issue.record(what)
                return
            }
            _ = await pause.wait(atMost: .milliseconds(5))
        }
    }
}

extension [KafkaMessage] {
    /// The numbers of each key, in order, each at its first occurrence.
    var firstNumbers: [String: [Int]] {
        var numbers: [String: [Int]] = [:]
        for message in self {
            let key = String(decoding: message.key, as: UTF8.self)
            if numbers[key]?.contains(message.number) != true { numbers[key, default: []].append(message.number) }
        }
        return numbers
    }

    var distinct: Set<Int> { Set<Int>(map(\.number)) }
}

extension KafkaMessage {
    var number: Int { Int(String(decoding: value, as: UTF8.self)) ?? -1 }
}
