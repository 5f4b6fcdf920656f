import Foundation
import Reactor
import TestSupport

@testable import Kafka

/// A topic and a group of a test's own.
struct BrokerFixture: Sendable {
    var configuration: KafkaConfiguration
    let topic = "test-" + UUID().uuidString.lowercased()
    let group = "group-" + UUID().uuidString.lowercased()
    /// Lives as long as the fixture.
    private let cluster: MockCluster?

    /// On the broker that all tests share, or on `stores`.
    init(on stores: Stores = .shared, partitions: Int = 6) async throws {
        cluster = nil
        configuration = KafkaConfiguration(brokers: try await stores.kafka(), clientID: "test")
        if partitions > 0 { try await stores.createTopic(topic, partitions: partitions) }
    }

    /// On a mock cluster, which lets a first member wait 3 s for others, and expires it meanwhile if its session is shorter.
    init(on cluster: MockCluster, partitions: Int32) throws {
        var configuration = cluster.configuration
        configuration.sessionTimeout = .seconds(4)
        configuration.fetchWait = .milliseconds(10)
        self.configuration = configuration
        self.cluster = cluster
        try cluster.createTopic(topic, partitions: partitions)
    }

    func producer(on loop: EventLoop) throws -> KafkaProducer { try KafkaProducer.make(configuration, on: loop) }

    func consumer(on loop: EventLoop) throws -> KafkaConsumer {
        try KafkaConsumer.make(configuration, group: group, topics: [topic], on: loop)
    }

    func member(on loop: EventLoop, _ progress: Progress) throws -> GroupMember {
        try GroupMember(configuration, group: group, topic: topic, on: loop, progress)
    }

    /// `count` records, numbered from `first` in their values, over `keys` keys in turn.
    func records(_ count: Int, from first: Int = 0, keys: Int = 50, partition: Int32? = nil) -> [KafkaRecord] {
        (first..<first + count).map { number in
            KafkaRecord(topic: topic, partition: partition, key: Array("k\(number % keys)".utf8), value: Array("\(number)".utf8))
        }
    }
}

extension KafkaMessage {
    /// What `BrokerFixture.records` has numbered it with.
    var number: Int { Int(String(decoding: value, as: UTF8.self)) ?? -1 }
}
