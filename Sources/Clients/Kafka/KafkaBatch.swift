/// What `KafkaConsumer.nextBatch` hands out: messages of one or several partitions, in order within each of them.
package struct KafkaBatch: Sendable {
    /// Never empty.
    package internal(set) var messages: [KafkaMessage] = []
    /// For each partition that has messages here: where reading began, where it goes on, and during which of this consumer's terms
    /// of ownership that was.
    var spans: [KafkaPartition: Span] = [:]

    struct Span: Sendable, Equatable {
        var first: Int64
        /// The offset after the last message: what is committed.
        var next: Int64
        var term: UInt64
    }

    package var partitions: [KafkaPartition] { spans.keys.sorted() }

    /// The part of the batch that lies in `partition`, to be committed or rewound by itself.
    package func part(of partition: KafkaPartition) -> KafkaBatch {
        KafkaBatch(messages: messages.filter { $0.partition == partition }, spans: spans.filter { $0.key == partition })
    }

    mutating func append(_ message: KafkaMessage, term: UInt64) {
        let next = message.offset + 1
        if spans[message.partition]?.term == term {
            spans[message.partition]?.next = next
        } else {
            spans[message.partition] = Span(first: message.offset, next: next, term: term)
        }
        messages.append(message)
    }
}
