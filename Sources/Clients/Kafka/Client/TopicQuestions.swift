internal import CRdKafka

/// Questions about the settings of topics that wait for the cluster's answer.
struct TopicQuestions {
    typealias Waiter = AdminRequests<Result<[String: String], KafkaError>>.Waiter

    private var requests = AdminRequests<Result<[String: String], KafkaError>>()

    /// Resumes `waiter` with the values by their names, as brokers call them.
    mutating func ask(_ instance: ClientInstance, topic name: String, limit: Duration, _ waiter: Waiter) {
        var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
        guard resource != nil else { return waiter.resume(returning: .failure(.unknownTopic)) }
        defer { rd_kafka_ConfigResource_destroy(resource) }
        requests.start(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, on: instance, limit: limit, waiter) { options in
            rd_kafka_DescribeConfigs(instance.client, &resource, 1, options, instance.answers)
        }
    }

    mutating func finish(_ event: borrowing EventHandle) {
        guard let waiter = requests.take(event) else { return }
        guard event.error == RD_KAFKA_RESP_ERR_NO_ERROR else { return waiter.resume(returning: .failure(KafkaError(event.error))) }
        var count = 0
        let resources = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.pointer), &count)
        guard count > 0, let resource = resources?[0] else { return waiter.resume(returning: .failure(.unknownTopic)) }
        let error = rd_kafka_ConfigResource_error(resource)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { return waiter.resume(returning: .failure(KafkaError(error))) }
        var entries = 0
        let list = rd_kafka_ConfigResource_configs(resource, &entries)
        var values: [String: String] = [:]
        for index in 0..<entries {
            guard let entry = list?[index], let name = rd_kafka_ConfigEntry_name(entry),
                let value = rd_kafka_ConfigEntry_value(entry)
            else { continue }
            values[String(cString: name)] = String(cString: value)
        }
        waiter.resume(returning: .success(values))
    }

    mutating func failAll(_ error: KafkaError) { requests.answerAll(.failure(error)) }
}
