import CRdKafka
import Testing

@testable import Kafka

/// librdkafka's in-process cluster, spoken to over real sockets.
final class MockCluster: @unchecked Sendable {  // the library guards the cluster itself
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// Requests by their number in Kafka's protocol.
    enum Request: Int16 {
        case produce = 0
        case metadata = 3
        case offsetCommit = 8
        case joinGroup = 11
        case heartbeat = 12
        case initProducerID = 22
    }

    init(brokers: Int32 = 1) throws {
        // This client only houses the cluster and complains that it knows no broker itself.
        let quiet = rd_kafka_conf_new()
        rd_kafka_conf_set(quiet, "log_level", "0", nil, 0)
        client = try #require(rd_kafka_new(RD_KAFKA_PRODUCER, quiet, nil, 0))
        cluster = try #require(rd_kafka_mock_cluster_new(client, brokers))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    var configuration: KafkaConfiguration {
        KafkaConfiguration(brokers: String(cString: rd_kafka_mock_cluster_bootstraps(cluster)), clientID: "test")
    }

    func createTopic(_ name: String, partitions: Int32) throws {
        let error = rd_kafka_mock_topic_create(cluster, name, partitions, 1)
        try #require(error == RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// The next requests of that kind fail with these, in order. `_TRANSPORT` cuts the connection.
    func fail(_ request: Request, with errors: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// For good: to come up again the mock needs the port it had, and aborts the process when somebody has taken it.
    func goDown() { rd_kafka_mock_broker_set_down(cluster, -1) }
}
