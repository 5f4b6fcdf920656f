import CRdKafka
import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka commits on a mock cluster", .timeLimit(.minutes(4))) struct KafkaCommitTests {
    /// Runs `body` with a consumer that has read one batch of three records.
    private func withBatch<Answer: Sendable>(
        _ body: @escaping @Sendable (MockCluster, EventLoop, KafkaConsumer, KafkaBatch) async throws -> Answer
    ) async throws -> Answer {
        let cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 1)
        var configuration = cluster.configuration
        // The mock lets a first member wait 3 s for others, and expires it meanwhile if its session is shorter.
        configuration.sessionTimeout = .seconds(4)
        configuration.fetchWait = .milliseconds(10)
        return try await onLoop { [configuration] loop in
            let producer = try KafkaProducer.make(configuration, on: loop)
            let records = (0..<3).map { KafkaRecord(topic: "t", partition: 0, key: [], value: Array("\($0)".utf8)) }
            for result in await producer.produce(records) { _ = try result.get() }
            await producer.close()
            let consumer = try KafkaConsumer.make(configuration, group: "g", topics: ["t"], on: loop)
            #expect(
                await Progress(on: loop).reaches(within: .seconds(30)) {
                    consumer.lag().values.reduce(0, +) == 3 && consumer.fetched >= 3
                })
            let batch = try #require(await consumer.nextBatch(maximum: 3))
            let answer = try await body(cluster, loop, consumer, batch)
            await consumer.close()
            return withExtendedLifetime(cluster) { answer }
        }
    }

    private func commit(_ batch: KafkaBatch, _ consumer: KafkaConsumer) async -> KafkaError? {
        do throws(KafkaError) {
            try await consumer.commit(batch)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a member that the group has passed by is fenced, joins again and reads what it could not commit",
        arguments: [RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID])
    func passedBy(code: rd_kafka_resp_err_t) async throws {
        let (error, again, last) = try await withBatch { cluster, _, consumer, batch in
            cluster.fail(.offsetCommit, with: [code])
            let error = await commit(batch, consumer)
            let again = try #require(await consumer.nextBatch(maximum: 3))
            return (error, again.messages.first?.offset, await commit(again, consumer))
        }
        #expect(error == .fenced)
        #expect(again == 0)
        #expect(last == nil)
    }

    @Test("a commit refused because of a rebalance is repeated until it is stored")
    func owed() async throws {
        let (error, stored) = try await withBatch { cluster, loop, consumer, batch in
            let again = Array(repeating: RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, count: 3)
            cluster.fail(.offsetCommit, with: again)
            let error = await commit(batch, consumer)
            let partition = batch.partitions[0]
            return (error, await Progress(on: loop).reaches(within: .seconds(30)) { consumer.lag()[partition] == 0 })
        }
        #expect(error == .fenced)
        #expect(stored)
    }

    @Test("what is to be committed soon is, though refused at first")
    func soon() async throws {
        let stored = try await withBatch { cluster, loop, consumer, batch in
            cluster.fail(.offsetCommit, with: [RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS])
            let partition = batch.partitions[0]
            for part in [batch, batch] { consumer.commitSoon(part) }
            return await Progress(on: loop).reaches(within: .seconds(30)) { consumer.lag()[partition] == 0 }
        }
        #expect(stored)
    }

    @Test(
        "what is to be committed soon is stored within seconds without another batch, however often a coordinator refuses",
        arguments: [
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, RD_KAFKA_RESP_ERR__TRANSPORT,
        ], [1, 2, 5])
    func refusedByCoordinator(code: rd_kafka_resp_err_t, times: Int) async throws {
        let (stored, took) = try await withBatch { cluster, loop, consumer, batch in
            cluster.fail(.offsetCommit, with: Array(repeating: code, count: times))
            let begun = MonotonicTime.read()
            consumer.commitSoon(batch)
            let partition = batch.partitions[0]
            let stored = await Progress(on: loop).reaches(within: .seconds(30)) { consumer.lag()[partition] == 0 }
            return (stored, MonotonicTime.read() - begun)
        }
        #expect(stored && took < .seconds(2 + 2 * times), "\(KafkaError.name(of: code.rawValue)) \(times) times took \(took)")
    }

    @Test("what is to be committed soon is before the consumer leaves")
    func beforeLeaving() async throws {
        let stored = try await withBatch { cluster, loop, consumer, batch in
            consumer.commitSoon(batch)
            await consumer.close()
            let next = try KafkaConsumer.make(cluster.configuration, group: "g", topics: ["t"], on: loop)
            let stored = await Progress(on: loop).reaches(within: .seconds(30)) { next.lag()[batch.partitions[0]] == 0 }
            await next.close()
            return stored
        }
        #expect(stored)
    }

    @Test("a refusal for good is told with its code and leaves the consumer reading")
    func refused() async throws {
        let (error, after) = try await withBatch { cluster, _, consumer, batch in
            cluster.fail(.offsetCommit, with: [RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED])
            return (await commit(batch, consumer), await commit(batch, consumer))
        }
        #expect(error == .refused(code: 30))
        #expect(after == nil)
    }

    @Test("a coordinator that comes back in time hides its absence from the commit")
    func coordinatorAway() async throws {
        let error = try await withBatch { cluster, _, consumer, batch in
            cluster.fail(.offsetCommit, with: [RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR__TRANSPORT])
            return await commit(batch, consumer)
        }
        #expect(error == nil)
    }

    @Test("a commit after closing is refused as closed")
    func closed() async throws {
        let error = try await withBatch { _, _, consumer, batch in
            await consumer.close()
            return await commit(batch, consumer)
        }
        #expect(error == .closed)
    }

    @Test(
        "commits that fall into a join are kept back: only what is to move moves, and no message is missing"
    )
    func commitsDuringJoin() async throws {
        let fixture = try BrokerFixture(on: MockCluster(), partitions: 6)
        let (refused, revoked) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            for result in await producer.produce(fixture.records(400)) { _ = try result.get() }
            let a = try fixture.consumer(on: loop)
            var revoked: [[KafkaPartition]] = []
            a.onRevoked = {
                revoked.append($0)
                progress.changed()
            }
            let held = try #require(await a.nextBatch(maximum: 20))
            var read = held.messages
            let b = try fixture.member(on: loop, progress)
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await b.read(maximum: 20) }
                #expect(await progress.reaches(within: .seconds(30)) { a.isJoining })
                var refused: [KafkaError?] = [await commit(held, a)]
                let next = try #require(await a.nextBatch(maximum: 20))
                read += next.messages
                refused.append(await commit(next, a))
                let rest = GroupMember(a, progress)
                group.addTask { await rest.read(maximum: 20) }
                #expect(await progress.reaches(within: .seconds(30)) { b.consumer.assigned.count == 3 })
                for result in await producer.produce(fixture.records(400, from: 400)) { _ = try result.get() }
                let covered = Set(read.map(\.number))
                let others = { Set((rest.messages + b.messages).map(\.number)) }
                #expect(await progress.reaches(within: .seconds(30)) { others().union(covered).count == 800 })
                let during = revoked
                await a.close()
                await b.consumer.close()
                await producer.close()
                return (refused, during)
            }
        }
        #expect(refused == [.fenced, .fenced])
        #expect(revoked.map(\.count) == [3])
    }

    @Test("a consumer closed while it joins for the first time does not take the process with it", arguments: [false, true])
    func closedWhileJoining(asIfKilled: Bool) async throws {
        let fixture = try BrokerFixture(on: MockCluster(), partitions: 1)
        let answer = try await onLoop { loop in
            let progress = Progress(on: loop)
            // The first member gets the second into a round of joining that has begun.
            let first = try fixture.member(on: loop, progress)
            #expect(await progress.reaches(within: .seconds(30)) { !first.consumer.assigned.isEmpty })
            let second = try fixture.consumer(on: loop)
            #expect(await progress.reaches(within: .seconds(30)) { second.isJoining })
            if asIfKilled { await second.abandon() } else { await second.close() }
            await first.consumer.close()
            return await second.nextBatch(maximum: 1)?.messages.count
        }
        #expect(answer == nil)
    }

    @Test("a batch kept beyond the grace is refused at its commit, and its messages are read by the new owner")
    func fencedAfterGrace() async throws {
        let fixture = try BrokerFixture(on: MockCluster(), partitions: 2)
        let (error, taken, redone) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let producer = try fixture.producer(on: loop)
            var configuration = fixture.configuration
            configuration.revocationGrace = .milliseconds(100)
            let a = try KafkaConsumer.make(configuration, group: fixture.group, topics: [fixture.topic], on: loop)
            #expect(await progress.reaches(within: .seconds(30)) { a.assigned.count == 2 })
            for partition in 0..<2 as Range<Int32> {
                _ = try await producer.produce(fixture.records(1, from: Int(partition), partition: partition)[0])
            }
            #expect(await progress.reaches(within: .seconds(30)) { a.lag().values.reduce(0, +) == 2 && a.fetched >= 2 })
            let batch = try #require(await a.nextBatch(maximum: 2))
            let b = try fixture.member(on: loop, progress)
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await b.read() }
                #expect(await progress.reaches(within: .seconds(30)) { b.count == 1 })
                let taken = a.assigned.count
                var error: KafkaError?
                do throws(KafkaError) { try await a.commit(batch) } catch let thrown { error = thrown }
                await a.close()
                // The part that stayed was committed: it does not come again.
                #expect(await progress.reaches(within: .seconds(30)) { b.consumer.assigned.count == 2 })
                _ = try await producer.produce(fixture.records(1, from: 2, partition: 0)[0])
                _ = try await producer.produce(fixture.records(1, from: 3, partition: 1)[0])
                #expect(await progress.reaches(within: .seconds(30)) { b.count >= 3 })
                await b.consumer.close()
                await producer.close()
                return (error, taken, b.messages.map(\.number))
            }
        }
        #expect(error == .fenced)
        #expect(taken == 1)
        #expect(redone.count == 3 && redone.filter { $0 < 2 }.count == 1)
    }
}
