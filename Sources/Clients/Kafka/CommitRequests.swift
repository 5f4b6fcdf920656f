internal import CRdKafka

/// Offset commits that wait for the coordinator's answer.
struct CommitRequests {
    typealias Waiter = UnsafeContinuation<KafkaError?, Never>

    private var waiters: [UInt: Waiter] = [:]
    private var lastTicket: UInt = 0

    /// Resumes `waiter` with nil once all of `offsets` are stored, else with the first reason why not. The library waits for a
    /// coordinator as long as the session timeout.
    mutating func start(on instance: ClientInstance, offsets: [KafkaPartition: Int64], _ waiter: Waiter?) {
        let list = PartitionList(offsets: offsets)
        lastTicket += 1
        let ticket = UnsafeMutableRawPointer(bitPattern: lastTicket)
        let error = rd_kafka_commit_queue(instance.client, list.pointer, instance.answers, nil, ticket)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
            waiter?.resume(returning: KafkaError(error))
            return
        }
        if let waiter { waiters[lastTicket] = waiter }
    }

    /// Answers the offsets that are stored now.
    mutating func finish(_ event: borrowing EventHandle) -> [KafkaPartition: Int64] {
        let entries = PartitionList.entries(of: event.partitions)
        let error = ([event.error] + entries.map(\.error)).first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
        waiters.removeValue(forKey: event.ticket)?.resume(returning: error.map { KafkaError($0) })
        guard event.error == RD_KAFKA_RESP_ERR_NO_ERROR else { return [:] }
        return entries.filter { $0.error == RD_KAFKA_RESP_ERR_NO_ERROR }.reduce(into: [:]) { $0[$1.partition] = $1.offset }
    }

    mutating func failAll(_ error: KafkaError) {
        for waiter in waiters.values { waiter.resume(returning: error) }
        waiters.removeAll()
    }
}
