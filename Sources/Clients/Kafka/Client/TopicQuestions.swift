internal import CRdKafka

/// Questions about the settings of topics that wait for the cluster's answer.
struct TopicQuestions {
    typealias Waiter = UnsafeContinuation<Result<[String: String], KafkaError>, Never>

    private var waiters: [UInt: Waiter] = [:]
    private var lastTicket: UInt = 0

    /// Resumes `waiter` with the values by their names, as brokers call them.
    mutating func ask(_ instance: ClientInstance, topic name: String, limit: Duration, _ waiter: Waiter) {
        var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
        guard resource != nil else { return waiter.resume(returning: .failure(.unknownTopic)) }
        defer { rd_kafka_ConfigResource_destroy(resource) }
        let options = rd_kafka_AdminOptions_new(instance.client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_request_timeout(options, Int32(clamping: max(1, limit.milliseconds)), nil, 0)
        lastTicket += 1
        rd_kafka_AdminOptions_set_opaque(options, UnsafeMutableRawPointer(bitPattern: lastTicket))
        waiters[lastTicket] = waiter
        rd_kafka_DescribeConfigs(instance.client, &resource, 1, options, instance.answers)
    }

    mutating func finish(_ event: borrowing EventHandle) {
        guard let waiter = waiters.removeValue(forKey: event.ticket) else { return }
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

    mutating func failAll(_ error: KafkaError) {
        for waiter in waiters.values { waiter.resume(returning: .failure(error)) }
        waiters.removeAll()
    }
}
