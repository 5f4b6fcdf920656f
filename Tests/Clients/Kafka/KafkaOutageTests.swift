import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka clients and a broker that goes away", .timeLimit(.minutes(4))) struct KafkaOutageTests {
    /// Produces and reads without a pause while `fault` is done to the broker three times; then completeness, the order within each
    /// key, and that nothing was stored twice are checked.
    private func survive(_ fault: @escaping @Sendable (Stores) async throws -> Void) async throws {
        try await Stores.withPrivate([.kafka]) { stores in
            let fixture = try await BrokerFixture(on: stores)
            let (messages, acknowledged) = try await onLoop { loop in
                let progress = Progress(on: loop)
                let stream = try RecordStream(fixture, on: loop, progress)
                let member = try fixture.member(on: loop, progress)
                return try await withThrowingDiscardingTaskGroup { group in
                    group.addTask { await member.read(maximum: 20) }
                    group.addTask { try await stream.run() }
                    for _ in 0..<3 {
                        let before = stream.acknowledged
                        #expect(await progress.reaches(within: .seconds(30)) { stream.acknowledged > before + 400 })
                        try await fault(stores)
                    }
                    let before = stream.acknowledged
                    #expect(await progress.reaches(within: .seconds(30)) { stream.acknowledged > before + 400 })
                    await stream.stop()
                    #expect(await progress.reaches(within: .seconds(30)) { member.distinct == stream.acknowledged })
                    await member.consumer.close()
                    return (member.messages, stream.acknowledged)
                }
            }
            #expect(Set(messages.map(\.number)) == Set(0..<acknowledged))
            for (key, ofKey) in Dictionary(grouping: messages, by: \.key) {
                var seen: Set<Int> = []
                let firsts = ofKey.map(\.number).filter { seen.insert($0).inserted }
                #expect(firsts == firsts.sorted(), "order of \(String(decoding: key, as: UTF8.self))")
                // What is stored twice would have two offsets.
                let stored = Set(ofKey.map { "\($0.partition)/\($0.offset)" })
                #expect(stored.count == firsts.count)
            }
        }
    }

    @Test("connections cut and the port closed for a while: nothing acknowledged is lost, skipped, doubled or out of order")
    func cut() async throws {
        try await survive { stores in
            try await stores.cut(.kafka)
            try await stores.mend(.kafka)
        }
    }

    @Test("a broker that stops answering and goes on: the same")
    func pause() async throws {
        try await survive { stores in
            try await stores.pause(.kafka)
            try await stores.resume(.kafka)
        }
    }

    @Test("a broker restarted in order: the same")
    func restart() async throws {
        try await survive { try await $0.restart(.kafka) }
    }

    @Test("clients made while there is no broker begin when it comes; reachability and flush follow")
    func startsLate() async throws {
        let (reachable, flushed, offsets, numbers) = try await Stores.withPrivate([.kafka]) { stores in
            var fixture = try await BrokerFixture(on: stores, partitions: 1)
            fixture.configuration.statisticsInterval = .milliseconds(50)
            try await stores.cut(.kafka)
            return try await onLoop { [fixture] loop in
                let progress = Progress(on: loop)
                let producer = try fixture.producer(on: loop)
                let consumer = try fixture.consumer(on: loop)
                var reachable = [producer.isReachable, consumer.isReachable]
                async let results = producer.produce(fixture.records(10))
                #expect(await progress.reaches(within: .seconds(30)) { producer.pending > 0 })
                var flushed = [await producer.flush(atMost: .milliseconds(200))]
                try await stores.mend(.kafka)
                flushed.append(await producer.flush(atMost: .seconds(20)))
                let offsets = try await results.map { try $0.get().offset }
                var numbers: [Int] = []
                while numbers.count < 10, let batch = await consumer.nextBatch(maximum: 10) {
                    numbers += batch.messages.map(\.number)
                }
                reachable += [producer.isReachable, consumer.isReachable]
                try await stores.cut(.kafka)
                #expect(await progress.reaches(within: .seconds(30)) { !producer.isReachable && !consumer.isReachable })
                try await stores.mend(.kafka)
                #expect(await progress.reaches(within: .seconds(30)) { producer.isReachable && consumer.isReachable })
                await consumer.close()
                await producer.close()
                return (reachable, flushed, offsets, numbers)
            }
        }
        #expect(reachable == [false, false, true, true])
        #expect(flushed == [false, true])
        #expect(offsets == Array(0..<10) && numbers == Array(0..<10))
    }

    @Test("closing without a broker takes no longer than the limit for leaving")
    func closesWithoutBroker() async throws {
        let took = try await Stores.withPrivate([.kafka]) { stores in
            let fixture = try await BrokerFixture(on: stores)
            return try await onLoop { loop in
                let progress = Progress(on: loop)
                var configuration = fixture.configuration
                configuration.leaveLimit = .seconds(1)
                let member = try GroupMember(configuration, group: fixture.group, topic: fixture.topic, on: loop, progress)
                #expect(await progress.reaches(within: .seconds(30)) { member.consumer.assigned.count == 6 })
                try await stores.cut(.kafka)
                let start = MonotonicTime.read()
                await member.consumer.close()
                return MonotonicTime.read() - start
            }
        }
        #expect(took < .seconds(5))
    }

    @Test("fifty thousand records go through batches, complete and in order")
    func volume() async throws {
        let fixture = try await BrokerFixture()
        let count = 50_000
        let (batches, errors) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            let member = try fixture.member(on: loop, progress)
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await member.read(maximum: 500) }
                for first in stride(from: 0, to: count, by: 1_000) {
                    for result in await producer.produce(fixture.records(1_000, from: first)) { _ = try result.get() }
                }
                #expect(await progress.reaches(within: .seconds(60)) { member.count >= count })
                await member.consumer.close()
                await producer.close()
                return (member.batches, member.commitErrors)
            }
        }
        #expect(errors == [])
        let messages = batches.flatMap(\.messages)
        #expect(messages.count == count)
        for ofKey in Dictionary(grouping: messages, by: \.key).values {
            #expect(ofKey.map(\.number) == ofKey.map(\.number).sorted())
        }
        for ofPartition in Dictionary(grouping: messages, by: \.partition).values {
            #expect(ofPartition.map(\.offset) == Array(0..<Int64(ofPartition.count)))
        }
    }
}
