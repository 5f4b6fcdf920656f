internal import CRdKafka

/// Requests for topics that wait for the cluster's answer.
struct TopicCreations {
    typealias Waiter = AdminRequests<KafkaError?>.Waiter

    private var requests = AdminRequests<KafkaError?>()

    /// Resumes `waiter` with nil once the topic was created, else with the reason.
    mutating func start(
        on instance: ClientInstance, topic name: String, partitions: Int32, replicas: Int32, settings: [String: String],
        limit: Duration, _ waiter: Waiter
    ) {
        var topic = rd_kafka_NewTopic_new(name, partitions, replicas, nil, 0)
        guard topic != nil else { return waiter.resume(returning: .refused(code: RD_KAFKA_RESP_ERR_INVALID_PARTITIONS.rawValue)) }
        defer { rd_kafka_NewTopic_destroy(topic) }
        for (name, value) in settings { rd_kafka_NewTopic_set_config(topic, name, value) }
        requests.start(RD_KAFKA_ADMIN_OP_CREATETOPICS, on: instance, limit: limit, waiter) { options in
            rd_kafka_CreateTopics(instance.client, &topic, 1, options, instance.answers)
        }
    }

    mutating func finish(_ event: borrowing EventHandle) {
        guard let waiter = requests.take(event) else { return }
        var error = event.error
        if error == RD_KAFKA_RESP_ERR_NO_ERROR {
            var count = 0
            let topics = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.pointer), &count)
            if count > 0, let topics { error = rd_kafka_topic_result_error(topics[0]) }
        }
        waiter.resume(returning: error == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(error))
    }

    mutating func failAll(_ error: KafkaError) { requests.answerAll(error) }
}
