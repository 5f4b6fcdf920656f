internal import CRdKafka

/// Owns one `rd_kafka_topic_t`. Must be released before its client is destroyed.
///
/// Making it asks for the topic's leaders at once. If a record were enqueued by the topic's name alone, the library would ask only
/// in its next round, and it makes one a second.
final class TopicHandle {
    let pointer: OpaquePointer

    init?(_ name: String, of client: OpaquePointer?) {
        guard let pointer = rd_kafka_topic_new(client, name, nil) else { return nil }
        self.pointer = pointer
    }

    deinit { rd_kafka_topic_destroy(pointer) }
}
