internal import CRdKafka

/// Offset commits that wait for the coordinator's answer.
struct CommitRequests {
    typealias Waiter = UnsafeContinuation<KafkaError?, Never>

    private var waiters: [UInt: Waiter] = [:]
    private var lastTicket: UInt = 0

    /// Resumes `waiter` with nil once all of `offsets` are stored, else with the first reason why not. The library waits for a
    /// coordinator as long as the session timeout, and may keep a commit that a coordinator has refused for as long.
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

    /// The result of a commit.
    struct Outcome {
        /// The offsets that are stored now.
        var stored: [KafkaPartition: Int64] = [:]
        /// Nil when all of them are.
        var error: KafkaError?
        /// The offsets that were to be stored.
        var asked: [KafkaPartition: Int64] = [:]
        /// Nobody waited for it.
        var isUnattended = false
    }

    mutating func finish(_ event: borrowing EventHandle) -> Outcome {
        var outcome = Outcome()
        let entries = PartitionList.entries(of: event.partitions)
        let error = ([event.error] + entries.map(\.error)).first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
        outcome.error = error.map { KafkaError($0) }
        for entry in entries { outcome.asked[entry.partition] = entry.offset }
        if event.error == RD_KAFKA_RESP_ERR_NO_ERROR {
            for entry in entries where entry.error == RD_KAFKA_RESP_ERR_NO_ERROR { outcome.stored[entry.partition] = entry.offset }
        }
        let waiter = waiters.removeValue(forKey: event.ticket)
        outcome.isUnattended = waiter == nil
        waiter?.resume(returning: outcome.error)
        return outcome
    }

    mutating func failAll(_ error: KafkaError) {
        for waiter in waiters.values { waiter.resume(returning: error) }
        waiters.removeAll()
    }
}
