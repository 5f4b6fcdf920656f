internal import CRdKafka
internal import Reactor

/// The queue of messages fetched ahead for all partitions of a consumer. Apart from the queue of events, so that rebalances and
/// answers are served while messages wait for a busy caller. Confined to its loop.
final class FetchedMessages {
    /// Called when messages have come after `take` found none.
    var onArrival: (() -> Void)?
    private var queue: QueueHandle
    private var wakeup: QueueWakeup?
    /// The library calls only when the queue stops being empty; until then this remembers that it is not.
    private var mayHaveMore = true

    static func make(for instance: ClientInstance) throws(KafkaError) -> FetchedMessages {
        let messages = FetchedMessages(QueueHandle(rd_kafka_queue_new(instance.client)))
        messages.wakeup = try QueueWakeup(on: instance.loop) { [unowned messages] in
            messages.mayHaveMore = true
            messages.onArrival?()
        }
        messages.queue.announce(on: messages.wakeup?.descriptor ?? -1)
        return messages
    }

    private init(_ queue: consuming QueueHandle) { self.queue = queue }

    /// Routes what is fetched for `partition` here. Must be called before each assignment of it: the end of one undoes the route.
    func collect(_ partition: KafkaPartition, of instance: ClientInstance) {
        let source = QueueHandle(rd_kafka_queue_get_partition(instance.client, partition.topic, partition.number))
        source.forward(to: queue)
    }

    /// At most `maximum` messages of partitions that `assignment` holds; nil when there are none just now. Errors go to `report`.
    func take(_ maximum: Int, of assignment: Assignment, report: (borrowing EventHandle) -> Void) -> KafkaBatch? {
        guard mayHaveMore else { return nil }
        var batch = KafkaBatch()
        var topics = TopicNames()
        while batch.messages.count < maximum {
            guard let event = queue.next() else {
                mayHaveMore = false
                break
            }
            guard event.type == RD_KAFKA_EVENT_FETCH else {
                report(event)
                continue
            }
            guard let pointer = event.nextMessage(), pointer.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let message = KafkaMessage(copying: pointer, topic: topics.name(of: pointer.pointee.rkt))
            if let term = assignment.term(of: message.partition) { batch.append(message, term: term) }
        }
        return batch.messages.isEmpty ? nil : batch
    }

    /// Messages that wait; an error among them counts as well.
    var count: Int { queue.count }

    func close() {
        onArrival = nil
        queue.release()
        wakeup?.close()
        wakeup = nil
    }

    deinit { close() }
}

extension KafkaMessage {
    fileprivate init(copying pointer: UnsafePointer<rd_kafka_message_t>, topic: String) {
        let message = pointer.pointee
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(pointer, &type)
        self.init(
            partition: KafkaPartition(topic: topic, number: message.partition), offset: message.offset,
            timestamp: type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp,
            key: Array(UnsafeRawBufferPointer(start: message.key, count: message.key_len)),
            value: Array(UnsafeRawBufferPointer(start: message.payload, count: message.len)), isTombstone: message.payload == nil,
            headers: Self.headers(of: pointer))
    }

    private static func headers(of pointer: UnsafePointer<rd_kafka_message_t>) -> [KafkaHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(pointer, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [KafkaHeader] = []
        headers.reserveCapacity(rd_kafka_header_cnt(list))
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let bytes = value.map { Array(UnsafeRawBufferPointer(start: $0, count: size)) }
            headers.append(KafkaHeader(name.map { String(cString: $0) } ?? "", bytes))
        }
        return headers
    }
}
