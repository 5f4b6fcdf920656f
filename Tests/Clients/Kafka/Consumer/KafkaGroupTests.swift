import Glibc
import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka consumer group on the local broker", .timeLimit(.minutes(4))) struct KafkaGroupTests {
    @Test("two members share six partitions; when one leaves, the other has them all well within the session timeout")
    func sharesAndLeaves() async throws {
        let fixture = try await BrokerFixture()
        let (shares, takeover, numbers) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            let a = try fixture.member(on: loop, progress)
            let b = try fixture.member(on: loop, progress)
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await a.read() }
                group.addTask { await b.read() }
                #expect(
                    await progress.reaches(within: .seconds(30)) {
                        a.consumer.assigned.count == 3 && b.consumer.assigned.count == 3
                    })
                let shares = Set(a.consumer.assigned).union(b.consumer.assigned).count
                for result in await producer.produce(fixture.records(300)) { _ = try result.get() }
                #expect(await progress.reaches(within: .seconds(30)) { a.count + b.count >= 300 })
                let start = MonotonicTime.read()
                await a.consumer.close()
                #expect(await progress.reaches(within: .seconds(30)) { b.consumer.assigned.count == 6 })
                let takeover = MonotonicTime.read() - start
                for result in await producer.produce(fixture.records(300, from: 300)) { _ = try result.get() }
                #expect(await progress.reaches(within: .seconds(30)) { Set((a.messages + b.messages).map(\.number)).count == 600 })
                await b.consumer.close()
                await producer.close()
                return (shares, takeover, Set((a.messages + b.messages).map(\.number)))
            }
        }
        #expect(shares == 6)
        #expect(takeover < .seconds(5))  // with a session timeout of 6 s
        #expect(numbers == Set(0..<600))
    }

    @Test("a member killed with work uncommitted is replaced after the session timeout, and only that work is done again")
    func killedMember() async throws {
        let fixture = try await BrokerFixture()
        let (brokers, topic, group) = (fixture.configuration.brokers, fixture.topic, fixture.group)
        try await onLoop { loop in
            let producer = try fixture.producer(on: loop)
            for partition in 0..<6 as Range<Int32> {
                for result in await producer.produce(fixture.records(10, from: Int(partition) * 10, partition: partition)) {
                    _ = try result.get()
                }
            }
            await producer.close()
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [brokers = brokers as String, topic = topic as String, group = group as String] in
            try await onLoop { loop in
                let configuration = KafkaConfiguration(brokers: brokers, clientID: "victim")
                let consumer = try KafkaConsumer.make(configuration, group: group, topics: [topic], on: loop)
                var done = 0
                while done < 30, let batch = await consumer.nextBatch(maximum: 5) {
                    try await consumer.commit(batch)
                    done += batch.messages.count
                }
                guard await consumer.nextBatch(maximum: 5) != nil else { return }
                kill(getpid(), SIGKILL)
            }
        }
        let (numbers, waited) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let start = MonotonicTime.read()
            let member = try fixture.member(on: loop, progress)
            return await withDiscardingTaskGroup { group in
                group.addTask { await member.read() }
                #expect(await progress.reaches(within: .seconds(30)) { member.consumer.assigned.count == 6 })
                let waited = MonotonicTime.read() - start
                #expect(await progress.reaches(within: .seconds(30)) { member.count >= 30 })
                await member.consumer.close()
                return (member.messages.map(\.number), waited)
            }
        }
        #expect(numbers.count == 30)
        #expect(Set(numbers).count == 30)
        #expect(waited < .seconds(25))
    }

    @Test("a partition that is to move waits for the batch in progress: nothing is done twice")
    func handover() async throws {
        let fixture = try await BrokerFixture()
        let (error, numbers) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            for result in await producer.produce(fixture.records(60)) { _ = try result.get() }
            let a = try fixture.consumer(on: loop)
            var read: [KafkaMessage] = []
            // The last batch is kept in progress while the second member joins.
            var batch = try #require(await a.nextBatch(maximum: 60))
            while read.count + batch.messages.count < 60 {
                try await a.commit(batch)
                read += batch.messages
                batch = try #require(await a.nextBatch(maximum: 60))
            }
            let b = try fixture.member(on: loop, progress)
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await b.read() }
                #expect(await progress.reaches(within: .seconds(30)) { a.leaving != nil })
                #expect(a.assigned.count == 6)
                var error: KafkaError?
                do throws(KafkaError) { try await a.commit(batch) } catch let thrown { error = thrown }
                read += batch.messages
                group.addTask { while await a.nextBatch(maximum: 60) != nil {} }
                #expect(await progress.reaches(within: .seconds(30)) { b.consumer.assigned.count == 3 })
                for result in await producer.produce(fixture.records(60, from: 60)) { _ = try result.get() }
                #expect(await progress.reaches(within: .seconds(30)) { !b.messages.isEmpty })
                await a.close()
                await b.consumer.close()
                await producer.close()
                return (error, (read + b.messages).map(\.number))
            }
        }
        #expect(error == nil)
        #expect(numbers.filter { $0 < 60 }.sorted() == Array(0..<60))
    }
}
