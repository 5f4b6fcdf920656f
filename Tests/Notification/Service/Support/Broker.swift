import Kafka
import Reactor

@testable import NotificationService

extension Clinic {
    /// Writes records in their order.
    func publish(_ records: [KafkaRecord], on loop: EventLoop) async throws {
        let producer = try KafkaProducer.make(configuration.events.kafka, on: loop)
        for outcome in await producer.produce(records) { _ = try outcome.get() }
        await producer.close()
    }

    /// Reads a topic from its beginning until `count` messages have come.
    func read(_ topic: String, _ count: Int, on loop: EventLoop) async throws -> [KafkaMessage] {
        let group = "reader-\(UInt64.random(in: 0...UInt64.max))"
        let consumer = try KafkaConsumer.make(configuration.events.kafka, group: group, topics: [topic], on: loop)
        var messages: [KafkaMessage] = []
        while messages.count < count, let batch = await consumer.nextBatch(maximum: 100) { messages += batch.messages }
        await consumer.close()
        return messages
    }
}
