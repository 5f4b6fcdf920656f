import CRdKafka
import Reactor
import TestSupport
import Testing

@testable import Kafka

@Suite("Kafka producer on a mock cluster", .timeLimit(.minutes(4))) struct KafkaProducerTests {
    /// Runs `body` with a producer on `cluster`, which gets the topic of `records`; the producer is closed after it.
    private func withProducer<Answer: Sendable>(
        _ cluster: MockCluster, _ adjust: @Sendable (inout KafkaConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (KafkaProducer, Progress) async throws -> Answer
    ) async throws -> Answer {
        var configuration = cluster.configuration
        adjust(&configuration)
        try cluster.createTopic("t", partitions: 6)
        return try await onLoop { [configuration] loop in
            let producer = try KafkaProducer.make(configuration, on: loop)
            let result: Result<Answer, any Error>
            do { result = .success(try await body(producer, Progress(on: loop))) } catch { result = .failure(error) }
            await producer.close()
            return try withExtendedLifetime(cluster) { try result.get() }
        }
    }

    private func records(_ count: Int, partition: Int32? = 0) -> [KafkaRecord] {
        (0..<count).map { KafkaRecord(topic: "t", partition: partition, key: [1], value: Array("\($0)".utf8)) }
    }

    @Test("a batch's results are in its order, with consecutive offsets")
    func batch() async throws {
        let results = try await withProducer(MockCluster()) { producer, _ in await producer.produce(records(500)) }
        #expect(try results.map { try $0.get().offset } == Array(0..<500))
    }

    @Test("calls under way at once keep their order")
    func concurrentCalls() async throws {
        let offsets = try await withProducer(MockCluster()) { producer, _ in
            async let first = producer.produce(records(50))
            async let second = producer.produce(records(50))
            return try await (first + second).map { try $0.get().offset }
        }
        #expect(offsets == Array(0..<100))
    }

    @Test("one key stays in one partition")
    func partitioning() async throws {
        let cluster = try MockCluster()
        let partitions = try await withProducer(cluster) { producer, _ in
            let results = await producer.produce(records(40, partition: nil))
            return Set(try results.map { try $0.get().partition.number })
        }
        #expect(partitions.count == 1)
    }

    @Test(
        "errors that pass are retried without loss, doubling or disorder",
        arguments: [
            [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION], [RD_KAFKA_RESP_ERR__TRANSPORT], [RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS],
            [RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE],
        ])
    func retries(errors: [rd_kafka_resp_err_t]) async throws {
        let cluster = try MockCluster()
        // One request at a time: the mock does not look at sequence numbers, as a broker does.
        let offsets = try await withProducer(cluster, { $0.properties = ["max.in.flight": "1"] }) { producer, _ in
            _ = try await producer.produce(records(1)[0])
            cluster.fail(.produce, with: errors)
            return try await producer.produce(records(200)).map { try $0.get().offset }
        }
        #expect(offsets == Array(1...200))
    }

    @Test("more records than the queue holds wait for room and arrive in order")
    func fullQueue() async throws {
        let offsets = try await withProducer(MockCluster(), { $0.producerQueueLimit = 10 }) { producer, _ in
            try await producer.produce(records(1_000)).map { try $0.get().offset }
        }
        #expect(offsets == Array(0..<1_000))
    }

    @Test("a record that is too large fails alone, and for good")
    func tooLarge() async throws {
        let results = try await withProducer(MockCluster(), { $0.properties = ["message.max.bytes": "2000"] }) { producer, _ in
            var batch = records(3)
            batch[1].value = Array(repeating: 0, count: 3_000)
            return await producer.produce(batch)
        }
        #expect(try results[0].get().offset == 0)
        #expect(results[1] == .failure(.recordTooLarge))
        #expect(try results[2].get().offset == 1)
        #expect(!KafkaError.recordTooLarge.isRetriable)
    }

    @Test("after a fatal error the records under way fail together and the next ones are delivered by a new producer")
    func fatalError() async throws {
        let cluster = try MockCluster()
        let (results, replacements, offset) = try await withProducer(cluster) { producer, _ in
            _ = try await producer.produce(records(1)[0])
            cluster.fail(.produce, with: [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER])
            let results = await producer.produce(records(3))
            let next = try await producer.produce(records(1)[0])
            return (results, producer.replacements, next.offset)
        }
        #expect(results == Array(repeating: .failure(.producerReplaced), count: 3))
        #expect(KafkaError.producerReplaced.isRetriable)
        #expect(replacements == 1)
        #expect((offset ?? 0) >= 1)
    }

    @Test("closing fails what is pending, and whatever comes later, as closed")
    func closing() async throws {
        let cluster = try MockCluster()
        cluster.goDown()
        let configuration = cluster.configuration
        let (pending, later) = try await onLoop { loop in
            let producer = try KafkaProducer.make(configuration, on: loop)
            async let pending = producer.produce(records(3))
            #expect(await Progress(on: loop).reaches(within: .seconds(30)) { producer.pending > 0 })
            await producer.close()
            await producer.close()
            return (await pending, await producer.produce(records(1)))
        }
        #expect(pending == Array(repeating: .failure(.closed), count: 3))
        #expect(later == [.failure(.closed)])
    }

    @Test("a delivery limit expires records of an outage")
    func deliveryLimit() async throws {
        let cluster = try MockCluster()
        cluster.goDown()
        let results = try await withProducer(cluster, { $0.deliveryTimeout = .milliseconds(200) }) { producer, _ in
            await producer.produce(records(2))
        }
        #expect(results == Array(repeating: .failure(.deliveryTimedOut), count: 2))
    }
}
