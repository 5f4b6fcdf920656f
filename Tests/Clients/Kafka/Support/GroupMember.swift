import Reactor

@testable import Kafka

/// A consumer that reads and commits until it is closed, and keeps what it has read. Confined to its loop.
final class GroupMember: @unchecked Sendable {  // loop-confined
    let consumer: KafkaConsumer
    private let progress: Progress
    private(set) var batches: [KafkaBatch] = []
    private(set) var commitErrors: [KafkaError] = []

    init(_ consumer: KafkaConsumer, _ progress: Progress) {
        self.consumer = consumer
        self.progress = progress
    }

    convenience init(
        _ configuration: KafkaConfiguration, group: String, topic: String, on loop: EventLoop, _ progress: Progress
    ) throws {
        self.init(try KafkaConsumer.make(configuration, group: group, topics: [topic], on: loop), progress)
        consumer.onRevoked = { _ in progress.changed() }
    }

    var messages: [KafkaMessage] { batches.flatMap(\.messages) }
    /// How many of `BrokerFixture.records` were read, those that came again counted once.
    private(set) var distinct = 0
    private var seen: Set<Int> = []
    var count: Int { batches.reduce(0) { $0 + $1.messages.count } }

    func read(maximum: Int = 500) async {
        while let batch = await consumer.nextBatch(maximum: maximum) {
            batches.append(batch)
            for message in batch.messages where seen.insert(message.number).inserted { distinct += 1 }
            do throws(KafkaError) {
                try await consumer.commit(batch)
            } catch {
                commitErrors.append(error)
            }
            progress.changed()
        }
        progress.changed()
    }
}
