import Reactor
import TestSupport
import Testing

@testable import Kafka

/// `Benchmarks/RESULTS.md` has what these print.
@Suite("Takeover of a killed member's partitions", .timeLimit(.minutes(4))) struct KafkaTakeoverTests {
    /// Of two members one ends without a word; when all partitions are read again, the records of a while before included.
    private func takeover(session: Duration) async throws -> Duration {
        let fixture = try await BrokerFixture()
        return try await onLoop { loop in
            let progress = Progress(on: loop)
            var configuration = fixture.configuration
            configuration.sessionTimeout = session
            let members = try (0..<2).map { _ in
                try GroupMember(configuration, group: fixture.group, topic: fixture.topic, on: loop, progress)
            }
            let producer = try fixture.producer(on: loop)
            return try await withThrowingDiscardingTaskGroup { group in
                for member in members { group.addTask { await member.read() } }
                #expect(await progress.reaches(within: .seconds(30)) { members.allSatisfy { $0.consumer.assigned.count == 3 } })
                let killed = MonotonicTime.read()
                await members[0].consumer.abandon()
                for result in await producer.produce(fixture.records(60)) { _ = try result.get() }
                #expect(await progress.reaches(within: .seconds(60)) { members[1].distinct == 60 })
                let took = MonotonicTime.read() - killed
                await members[1].consumer.close()
                await producer.close()
                return took
            }
        }
    }

    @Test("the others read a killed member's partitions within its session timeout and two seconds", arguments: [6])
    func killed(session: Int) async throws {
        let took = try await takeover(session: .seconds(session))
        print("takeover of a killed member, session timeout \(session) s: \(took)")
        #expect(took < .seconds(session + 2))
    }

    @Test("a member has a name only where it was given one")
    func name() {
        var configuration = KafkaConfiguration(brokers: "b:9092", clientID: "c")
        func instance() -> [String] {
            configuration.consumerProperties(group: "g").filter { $0.name == "group.instance.id" }.map(\.value)
        }
        #expect(instance().isEmpty)
        configuration.groupInstance = "replica-1"
        #expect(instance() == ["replica-1"])
        #expect(!configuration.producerProperties.contains { $0.name == "group.instance.id" })
    }

    @Test("what is made anew after its topic was deleted is read without a restart")
    func topicDeleted() async throws {
        let fixture = try await BrokerFixture()
        try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            let member = try fixture.member(on: loop, progress)
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await member.read() }
                for result in await producer.produce(fixture.records(100)) { _ = try result.get() }
                #expect(await progress.reaches(within: .seconds(30)) { member.distinct == 100 })
                try await Stores.shared.deleteTopic(fixture.topic)
                try await Stores.shared.createTopic(fixture.topic, partitions: 6)
                var records = fixture.records(50, from: 100)
                let deadline = MonotonicTime.read() + .seconds(60)
                while !records.isEmpty, MonotonicTime.read() < deadline {
                    let outcomes = await producer.produce(records)
                    records = zip(records, outcomes).filter { (try? $0.1.get()) == nil }.map(\.0)
                }
                #expect(await progress.reaches(within: .seconds(60)) { member.distinct == 150 })
                await member.consumer.close()
                await producer.close()
            }
        }
    }
}
