/// What is to be written to a topic.
package struct KafkaRecord: Sendable, Equatable {
    package var topic: String
    /// Nil: chosen by the key (murmur2, as Kafka's own clients do), so that one key stays in one partition.
    package var partition: Int32?
    /// Empty for none: any partition.
    package var key: [UInt8]
    package var value: [UInt8]
    /// The record has no value, not even an empty one; `value` is ignored.
    package var isTombstone: Bool
    package var headers: [KafkaHeader]

    package init(
        topic: String, partition: Int32? = nil, key: [UInt8], value: [UInt8], isTombstone: Bool = false, headers: [KafkaHeader] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.isTombstone = isTombstone
        self.headers = headers
    }
}
