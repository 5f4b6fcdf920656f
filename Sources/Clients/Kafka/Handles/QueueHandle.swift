internal import CRdKafka

/// Owns a reference to one `rd_kafka_queue_t`. Must be released before its client is destroyed.
struct QueueHandle: ~Copyable {
    private(set) var pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }

    /// Takes the next event without waiting; nil when the queue is empty. Every call counts as the poll that
    /// `max.poll.interval.ms` asks of a group member.
    func next() -> EventHandle? {
        guard let pointer, let event = rd_kafka_queue_poll(pointer, 0) else { return nil }
        return EventHandle(event)
    }

    /// Events that wait in it.
    var count: Int { rd_kafka_queue_length(pointer) }

    /// What is put into this queue goes into `destination` instead.
    func forward(to destination: borrowing QueueHandle) { rd_kafka_queue_forward(pointer, destination.pointer) }

    /// Writes eight bytes to `descriptor` when the queue stops being empty, once until it is read again.
    func announce(on descriptor: Int32) {
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(pointer, descriptor, &one, 8)
    }

    mutating func release() {
        guard let pointer else { return }
        rd_kafka_queue_io_event_enable(pointer, -1, nil, 0)
        rd_kafka_queue_destroy(pointer)
        self.pointer = nil
    }

    deinit { if let pointer { rd_kafka_queue_destroy(pointer) } }
}
