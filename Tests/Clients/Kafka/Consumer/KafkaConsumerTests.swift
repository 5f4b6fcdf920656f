import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka consumer on the local broker", .timeLimit(.minutes(4))) struct KafkaConsumerTests {
    @Test("records come back as they were written: key, value, headers, null and empty apart, in order")
    func roundTrip() async throws {
        let fixture = try await BrokerFixture(partitions: 1)
        let headers = [
            KafkaHeader("a", "1"), KafkaHeader("a", "2"), KafkaHeader("null", nil), KafkaHeader("empty", []),
            KafkaHeader("bytes", [0, 255, 10]),
        ]
        let messages = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            let consumer = try fixture.consumer(on: loop)
            var records = fixture.records(3)
            records[0].headers = headers
            records[1].value = []
            records[2].key = []
            for result in await producer.produce(records) { _ = try result.get() }
            var messages: [KafkaMessage] = []
            while messages.count < 3, let batch = await consumer.nextBatch(maximum: 10) { messages += batch.messages }
            await consumer.close()
            await producer.close()
            return messages
        }
        #expect(messages.map(\.offset) == [0, 1, 2])
        #expect(messages[0].headers == headers)
        #expect(messages[0].header("a") == [UInt8(ascii: "2")])
        #expect(messages[0].key == Array("k0".utf8) && messages[0].value == Array("0".utf8))
        #expect(messages[1].value == [] && messages[1].headers == [])
        #expect(messages[2].key == [] && messages[2].number == 2)
        #expect((messages[0].timestamp ?? 0) > 1_700_000_000_000)
    }

    @Test("a batch is one message at rest and never more than asked for")
    func batchSizes() async throws {
        let fixture = try await BrokerFixture(partitions: 1)
        let (single, sizes) = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            let consumer = try fixture.consumer(on: loop)
            _ = try await producer.produce(fixture.records(1)[0])
            let single = await consumer.nextBatch(maximum: 10)?.messages.count
            for result in await producer.produce(fixture.records(95)) { _ = try result.get() }
            var sizes: [Int] = []
            while sizes.reduce(0, +) < 95, let batch = await consumer.nextBatch(maximum: 10) { sizes.append(batch.messages.count) }
            await consumer.close()
            await producer.close()
            return (single, sizes)
        }
        #expect(single == 1)
        #expect(sizes.max() == 10)
        #expect(sizes.reduce(0, +) == 95)
    }

    @Test("a consumer that comes later goes on where the group has committed, not where it has read")
    func resumesAfterCommit() async throws {
        let fixture = try await BrokerFixture(partitions: 1)
        let (committed, resumed) = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            for result in await producer.produce(fixture.records(10)) { _ = try result.get() }
            let first = try fixture.consumer(on: loop)
            let batch = try #require(await first.nextBatch(maximum: 4))
            try await first.commit(batch)
            _ = await first.nextBatch(maximum: 4)
            await first.close()
            let second = try fixture.consumer(on: loop)
            let resumed = await second.nextBatch(maximum: 1)?.messages.first?.number
            await second.close()
            await producer.close()
            return (batch.messages.count, resumed)
        }
        #expect(resumed == committed)
    }

    @Test("the lag is known before anything was read, and shrinks with the commits only")
    func lag() async throws {
        let fixture = try await BrokerFixture(partitions: 1)
        let lags = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            for result in await producer.produce(fixture.records(10)) { _ = try result.get() }
            let consumer = try fixture.consumer(on: loop)
            let partition = KafkaPartition(topic: fixture.topic, number: 0)
            #expect(await Progress(on: loop).reaches(within: .seconds(30)) { consumer.lag()[partition] != nil })
            var lags = [consumer.lag()[partition]]
            let batch = try #require(await consumer.nextBatch(maximum: 4))
            lags.append(consumer.lag()[partition])
            try await consumer.commit(batch)
            lags.append(consumer.lag()[partition])
            await consumer.close()
            lags.append(consumer.lag()[partition])
            await producer.close()
            return lags
        }
        #expect(lags == [10, 10, 6, nil])
    }

    @Test("closing ends a waiting read, and later ones, with nil")
    func closing() async throws {
        let fixture = try await BrokerFixture(partitions: 1)
        let answers = try await onLoop { loop in
            let progress = Progress(on: loop)
            let member = try fixture.member(on: loop, progress)
            async let reading: Void = member.read()
            #expect(await progress.reaches(within: .seconds(30)) { !member.consumer.assigned.isEmpty })
            await member.consumer.close()
            await reading
            return (await member.consumer.nextBatch(maximum: 1)?.messages.count, member.consumer.failure)
        }
        #expect(answers.0 == nil && answers.1 == nil)
    }

    @Test("a topic that comes into being after its consumer is read")
    func lateTopic() async throws {
        let fixture = try await BrokerFixture(partitions: 0)
        let (created, again, count) = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            let consumer = try fixture.consumer(on: loop)
            let created = try await producer.createTopic(fixture.topic, partitions: 3)
            let again = try await producer.createTopic(fixture.topic, partitions: 3)
            for result in await producer.produce(fixture.records(3)) { _ = try result.get() }
            let batch = await consumer.nextBatch(maximum: 10)
            await consumer.close()
            await producer.close()
            return (created, again, batch?.messages.count)
        }
        #expect(created && !again)
        #expect((count ?? 0) > 0)
    }

    @Test("asking for a topic does not make it: its records fail, and it can be made with as many partitions as it shall have")
    func missingTopic() async throws {
        let fixture = try await BrokerFixture(partitions: 0)
        let (early, created, partitions) = try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            let early = await producer.produce(fixture.records(1))[0]
            let created = try await producer.createTopic(fixture.topic, partitions: 3)
            let pause = LoopEvent(on: loop)
            let deadline = MonotonicTime.read() + .seconds(30)
            var partitions: Set<Int32> = []
            while partitions.count < 3, MonotonicTime.read() < deadline {
                let results = await producer.produce(fixture.records(50))
                partitions = Set(results.compactMap { try? $0.get().partition.number })
                _ = await pause.wait(atMost: .milliseconds(50))
            }
            await producer.close()
            return (early, created, partitions)
        }
        #expect(early == .failure(.unknownTopic))
        #expect(created)
        #expect(partitions == [0, 1, 2])
    }
}
