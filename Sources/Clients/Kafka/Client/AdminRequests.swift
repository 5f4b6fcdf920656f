internal import CRdKafka

/// Who waits for the cluster's answers to requests of an administrator: each request has a ticket, which its answer brings back.
struct AdminRequests<Answer: Sendable> {
    typealias Waiter = UnsafeContinuation<Answer, Never>

    private var waiters: [UInt: Waiter] = [:]
    private var lastTicket: UInt = 0

    /// Keeps `waiter`, and has `send` send the request with these options. `limit`: how long the cluster may take.
    mutating func start(
        _ operation: rd_kafka_admin_op_t, on instance: ClientInstance, limit: Duration, _ waiter: Waiter,
        send: (OpaquePointer?) -> Void
    ) {
        let options = rd_kafka_AdminOptions_new(instance.client, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_request_timeout(options, Int32(clamping: max(1, limit.milliseconds)), nil, 0)
        lastTicket += 1
        rd_kafka_AdminOptions_set_opaque(options, UnsafeMutableRawPointer(bitPattern: lastTicket))
        waiters[lastTicket] = waiter
        send(options)
    }

    /// Who waits for this answer; nil: nobody any more.
    mutating func take(_ event: borrowing EventHandle) -> Waiter? { waiters.removeValue(forKey: event.ticket) }

    mutating func answerAll(_ answer: Answer) {
        for waiter in waiters.values { waiter.resume(returning: answer) }
        waiters.removeAll()
    }
}
