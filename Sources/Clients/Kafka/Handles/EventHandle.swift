internal import CRdKafka
import Glibc

/// Owns one `rd_kafka_event_t`: something that a client reports. Messages and lists got from it die with it.
struct EventHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { rd_kafka_event_destroy(pointer) }

    var type: Int32 { rd_kafka_event_type(pointer) }
    var error: rd_kafka_resp_err_t { rd_kafka_event_error(pointer) }
    /// The client cannot go on and must be replaced.
    var isFatal: Bool { rd_kafka_event_error_is_fatal(pointer) != 0 }
    /// The number given with the request this answers.
    var ticket: UInt { UInt(bitPattern: rd_kafka_event_opaque(pointer)) }

    /// The next message of a delivery report or a fetch; it belongs to the event.
    func nextMessage() -> UnsafePointer<rd_kafka_message_t>? { rd_kafka_event_message_next(pointer) }

    /// The partitions of a rebalance or a commit; they belong to the event.
    var partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>? { rd_kafka_event_topic_partition_list(pointer) }

    var logLine: KafkaLogLine? {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(pointer, &facility, &text, &level) == 0, let facility, let text else { return nil }
        return KafkaLogLine(level: level, facility: String(cString: facility), text: String(cString: text))
    }

    /// For a statistics event: whether a connection to any broker is up.
    var anyBrokerUp: Bool {
        guard let statistics = rd_kafka_event_stats(pointer) else { return false }
        return strstr(statistics, "\"state\":\"UP\"") != nil
    }
}
