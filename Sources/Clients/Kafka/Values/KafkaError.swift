internal import CRdKafka
package import Reactor

/// What can go wrong between a client and the cluster. `code` is Kafka's or, when negative, librdkafka's own error number.
package enum KafkaError: Error, Sendable, Equatable {
    /// A property the library refuses, or one this client sets itself and does not let be overridden.
    case invalidProperty(name: String, reason: String)
    /// The library could not make a client of this configuration.
    case notCreated(reason: String)
    case system(SystemError)
    /// The client was closed before this was done.
    case closed
    /// The topic, or the partition asked for, does not exist.
    case unknownTopic
    /// The record is larger than `message.max.bytes` here or on the broker. Sending it again will not help.
    case recordTooLarge
    /// Not delivered within the delivery timeout. It may still have been stored.
    case deliveryTimedOut
    /// The producer lost its place in the idempotent sequence and was replaced by a new one. The record may or may not have been
    /// stored; send it again.
    case producerReplaced
    /// A commit for a partition that belongs to this consumer no longer, or not just now: its group is rebalancing. Whoever owns
    /// the partition reads those messages again. Not fatal.
    case fenced
    /// No broker, or not the right one, can be reached just now.
    case unavailable(code: Int32)
    /// Anything else.
    case refused(code: Int32)

    /// Whether the same request can succeed later without anybody changing it.
    package var isRetriable: Bool {
        switch self {
        case .deliveryTimedOut, .producerReplaced, .unavailable, .unknownTopic: true
        case .refused(let code): Self.retriableCodes.contains(code)
        case .invalidProperty, .notCreated, .system, .closed, .recordTooLarge, .fenced: false
        }
    }

    /// For a commit: whether the same one may be accepted in a while, if the partitions are still owned then.
    var allowsRepetition: Bool {
        switch self {
        case .fenced, .unavailable, .deliveryTimedOut: true
        case .refused(let code): Self.retriableCodes.contains(code)
        default: false
        }
    }

    /// librdkafka's name of the error, such as `_TRANSPORT`; for logs.
    package static func name(of code: Int32) -> String { String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(rawValue: code))) }

    /// The broker's answers that pass by themselves and are not yet covered by a case of their own.
    private static let retriableCodes: Set<Int32> = [
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS.rawValue, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND.rawValue,
        RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR.rawValue, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE.rawValue,
        RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION.rawValue, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED.rawValue,
    ]

    init(_ error: rd_kafka_resp_err_t) {
        switch error {
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            self = .unknownTopic
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
            self = .recordTooLarge
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
            self = .deliveryTimedOut
        case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
            RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
            self = .producerReplaced
        case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
            self = .fenced
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__WAIT_COORD,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
            self = .unavailable(code: error.rawValue)
        case RD_KAFKA_RESP_ERR__DESTROY:
            self = .closed
        default:
            self = .refused(code: error.rawValue)
        }
    }
}
