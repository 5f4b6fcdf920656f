internal import CRdKafka

/// Remembers the last topic's name, so that the messages of a batch share one string. Not to be kept longer than the messages: the
/// library may use a topic's address again.
struct TopicNames {
    private var topic: OpaquePointer?
    private var name = ""

    mutating func name(of topic: OpaquePointer?) -> String {
        if topic != self.topic || name.isEmpty {
            self.topic = topic
            name = String(cString: rd_kafka_topic_name(topic))
        }
        return name
    }
}
