/// One partition of one topic.
package struct KafkaPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let topic: String
    package let number: Int32

    package init(topic: String, number: Int32) {
        self.topic = topic
        self.number = number
    }

    package var description: String { "\(topic)[\(number)]" }

    package static func < (a: KafkaPartition, b: KafkaPartition) -> Bool { (a.topic, a.number) < (b.topic, b.number) }
}
