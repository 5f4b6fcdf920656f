import CRdKafka
import Testing

@testable import Kafka

@Suite("Kafka errors") struct KafkaErrorTests {
    @Test(
        "the library's errors are told apart by what is to be done about them",
        arguments: [
            (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, KafkaError.unknownTopic, true),
            (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, .unknownTopic, true),
            (RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, .recordTooLarge, false),
            (RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, .deliveryTimedOut, true),
            (RD_KAFKA_RESP_ERR__FATAL, .producerReplaced, true),
            (RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, .fenced, false),
            (RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, .fenced, false),
            (RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, .fenced, false),
            (RD_KAFKA_RESP_ERR__TRANSPORT, .unavailable(code: -195), true),
            (RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, .unavailable(code: 15), true),
            (RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, .refused(code: 19), true),
            (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .refused(code: 29), false),
            (RD_KAFKA_RESP_ERR__DESTROY, .closed, false),
        ])
    func classification(code: rd_kafka_resp_err_t, error: KafkaError, isRetriable: Bool) {
        #expect(KafkaError(code) == error)
        #expect(error.isRetriable == isRetriable)
    }

    @Test("a code has the library's name")
    func names() { #expect(KafkaError.name(of: -195) == "_TRANSPORT") }
}
