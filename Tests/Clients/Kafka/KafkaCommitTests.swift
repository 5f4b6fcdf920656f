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

    @Test("a member that joins while another commits without a pause takes its share and nothing else: no message is read twice")
    func joinsUnderLoad() async throws {
        let cluster = try MockCluster()
        let fixture = try BrokerFixture(on: cluster, partitions: 6)
        let (revoked, read, distinct) = try await onLoop { loop in
            let progress = Progress(on: loop)
            let stream = try RecordStream(fixture, on: loop, progress)
            let a = try fixture.member(on: loop, progress)
            var revoked: [[KafkaPartition]] = []
            a.consumer.onRevoked = { revoked.append($0) }
            return try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await a.read(maximum: 20) }
                group.addTask { try await stream.run() }
                #expect(await progress.reaches(within: .seconds(30)) { a.count > 100 })
                let b = try fixture.member(on: loop, progress)
                group.addTask { await b.read(maximum: 20) }
                #expect(await progress.reaches(within: .seconds(30)) { b.count > 100 })
                await stream.stop()
                #expect(await progress.reaches(within: .seconds(30)) { a.count + b.count >= stream.acknowledged })
                let during = revoked
                await a.consumer.close()
                await b.consumer.close()
                return (during, a.count + b.count, stream.acknowledged)
            }
        }
        #expect(revoked.map(\.count) == [3])
        #expect(read == distinct)
    }
}
