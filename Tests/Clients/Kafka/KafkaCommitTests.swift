import CRdKafka
import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka commits on a mock cluster", .timeLimit(.minutes(1))) struct KafkaCommitTests {
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
            var batch = try #require(await consumer.nextBatch(maximum: 3))
            while batch.messages.count < 3 {
                consumer.rewind(batch)
                batch = try #require(await consumer.nextBatch(maximum: 3))
            }
            let answer = try await body(cluster, loop, consumer, batch)
            await consumer.close()
            return answer
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

    @Test("a commit refused because of a rebalance is repeated after it for the partitions that stay")
    func owed() async throws {
        let (error, lag) = try await withBatch { cluster, loop, consumer, batch in
            let partition = batch.partitions[0]
            cluster.fail(.offsetCommit, with: [RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS])
            let error = await commit(batch, consumer)
            var configuration = cluster.configuration
            configuration.sessionTimeout = .seconds(4)
            let other = try KafkaConsumer.make(configuration, group: "g", topics: ["t"], on: loop)
            #expect(await Progress(on: loop).reaches(within: .seconds(20)) { consumer.lag()[partition] == 0 })
            let lag = consumer.lag()[partition]
            await other.close()
            return (error, lag)
        }
        #expect(error == .fenced)
        #expect(lag == 0)
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

    @Test("commits that fall into a join of the group are kept back and made up for: no partition is lost, no message read twice")
    func commitsDuringJoin() async throws {
        let cluster = try MockCluster()
        let fixture = try BrokerFixture(on: cluster, partitions: 6)
        let (refused, revoked, numbers) = try await onLoop { loop in
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
                #expect(await progress.reaches(within: .seconds(20)) { a.isJoining })
                var refused: [KafkaError?] = [await commit(held, a)]
                let next = try #require(await a.nextBatch(maximum: 20))
                read += next.messages
                refused.append(await commit(next, a))
                let rest = GroupMember(a, progress)
                group.addTask { await rest.read(maximum: 20) }
                #expect(await progress.reaches(within: .seconds(30)) { b.consumer.assigned.count == 3 })
                for result in await producer.produce(fixture.records(400, from: 400)) { _ = try result.get() }
                let all = { (read + rest.messages + b.messages).map(\.number) }
                #expect(await progress.reaches(within: .seconds(10)) { Set(all()).count == 800 })
                let during = revoked
                await a.close()
                await b.consumer.close()
                await producer.close()
                return (refused, during, all())
            }
        }
        #expect(refused == [.fenced, .fenced])
        #expect(revoked.map(\.count) == [3])
        #expect(numbers.sorted() == Array(0..<800))
    }
}
