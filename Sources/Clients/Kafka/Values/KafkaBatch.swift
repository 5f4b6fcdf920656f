/// What `KafkaConsumer.nextBatch` hands out: messages of one or several partitions, in order within each of them.
package struct KafkaBatch: Sendable {
    /// Never empty.
    package internal(set) var messages: [KafkaMessage] = []
    /// For each partition that has messages here: where reading goes on, and during which of this consumer's terms of ownership that was.
    var spans: [KafkaPartition: Span] = [:]

    struct Span: Sendable, Equatable {
        /// The offset after the last message: what is committed.
        var next: Int64
        var term: UInt64
    }

    package var partitions: [KafkaPartition] { spans.keys.sorted() }

    mutating func append(_ message: KafkaMessage, term: UInt64) {
        // The broker numbers its records; one that says 2^63 - 1 has no next.
        let next = message.offset == .max ? .max : message.offset + 1
        if spans[message.partition]?.term == term {
            spans[message.partition]?.next = next
        } else {
            spans[message.partition] = Span(next: next, term: term)
        }
        messages.append(message)
    }
}
