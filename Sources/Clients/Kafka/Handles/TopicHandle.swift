internal import CRdKafka

/// Owns one `rd_kafka_topic_t`. Must be released before its client is destroyed.
///
/// Making it asks for the topic's leaders at once. A record enqueued by the topic's name alone would make the library find out with
/// its next look round, which it takes once a second.
final class TopicHandle {
    let pointer: OpaquePointer

    init?(_ name: String, of client: OpaquePointer?) {
        guard let pointer = rd_kafka_topic_new(client, name, nil) else { return nil }
        self.pointer = pointer
    }

    deinit { rd_kafka_topic_destroy(pointer) }
}
