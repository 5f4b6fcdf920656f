/// A record as read from a partition. The bytes are copies: they outlive the client.
package struct KafkaMessage: Sendable, Equatable {
    package let partition: KafkaPartition
    package let offset: Int64
    /// Milliseconds since 1970 UTC, set by the producer or the broker; nil when the topic carries none.
    package let timestamp: Int64?
    /// Empty also when the record has no key.
    package let key: [UInt8]
    /// Empty also for a tombstone.
    package let value: [UInt8]
    /// The record has no value, not even an empty one.
    package let isTombstone: Bool
    package let headers: [KafkaHeader]

    package init(
        partition: KafkaPartition, offset: Int64, timestamp: Int64?, key: [UInt8], value: [UInt8], isTombstone: Bool = false,
        headers: [KafkaHeader]
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.isTombstone = isTombstone
        self.headers = headers
    }

    /// The last header of that name, which is the one that counts.
    package func header(_ name: String) -> [UInt8]? { headers.last { $0.name == name }?.value }
}
