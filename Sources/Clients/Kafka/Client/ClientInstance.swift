internal import CRdKafka
internal import Reactor

/// One client of the library on its loop: the handle, and the queue on which it reports everything but fetched messages (delivery
/// reports, rebalances, answers, errors, statistics, log lines). Lives shorter than the producer or consumer it works for, since a
/// failed one is replaced. Confined to its loop.
final class ClientInstance: @unchecked Sendable {  // loop-confined
    let loop: EventLoop
    let configuration: KafkaConfiguration
    /// As of the last statistics, or of an error or a success since.
    var isReachable = false
    /// Gets every event but statistics and log lines. The event is valid during the call only.
    var onEvent: ((borrowing EventHandle) -> Void)?
    /// Called when all waiting events have been handled.
    var onDrained: (() -> Void)?
    private var topics: [String: TopicHandle] = [:]
    private var queue: QueueHandle
    private var handle: ClientHandle
    private var wakeup: QueueWakeup?

    /// A turn of the loop handles no more events than this, so that others get their turn.
    private static let eventsPerTurn = 64

    static func make(
        _ type: rd_kafka_type_t, properties: [KafkaConfiguration.Property], configuration: KafkaConfiguration, on loop: EventLoop
    ) throws(KafkaError) -> ClientInstance {
        let overrides = configuration.properties.sorted { $0.key < $1.key }
        for (name, _) in overrides where KafkaConfiguration.reserved.contains(name) {
            throw .invalidProperty(name: name, reason: "set by the client")
        }
        let events =
            RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_REBALANCE
            | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_STATS
        let handle = try ClientHandle.make(type, properties: properties + overrides.map { ($0.key, $0.value) }, events: events)
        let instance = ClientInstance(handle, configuration: configuration, on: loop)
        instance.wakeup = try QueueWakeup(on: loop) { [unowned instance] in instance.drain() }
        instance.queue.announce(on: instance.wakeup?.descriptor ?? -1)
        rd_kafka_set_log_queue(instance.client, instance.queue.pointer)
        let main = QueueHandle(rd_kafka_queue_get_main(instance.client))
        main.forward(to: instance.queue)
        return instance
    }

    private init(_ handle: consuming ClientHandle, configuration: KafkaConfiguration, on loop: EventLoop) {
        self.loop = loop
        self.configuration = configuration
        queue = QueueHandle(rd_kafka_queue_new(handle.pointer))
        self.handle = handle
    }

    /// The `rd_kafka_t`; nil once `retire` was called.
    var client: OpaquePointer? { handle.pointer }
    /// Where answers to asynchronous requests go.
    var answers: OpaquePointer? { queue.pointer }

    /// Whether a consumer is joining its group just now.
    var isJoining: Bool { handle.handshake.isUnderWay }

    /// To be called at each assignment.
    func noteAssignment() { handle.handshake.noteAssignment() }

    /// Events of `source` come to this instance as well.
    func serve(_ source: borrowing QueueHandle) { source.forward(to: queue) }

    /// The `rd_kafka_topic_t` of that name, which lives as long as the client; nil when the name is not one.
    func topic(_ name: String) -> OpaquePointer? {
        if let topic = topics[name] { return topic.pointer }
        let topic = TopicHandle(name, of: client)
        topics[name] = topic
        return topic?.pointer
    }

    /// Handles what there is. The library calls again only after the queue was empty, so what one turn leaves is for the next.
    func drain() {
        for _ in 0..<Self.eventsPerTurn {
            guard let event = queue.next() else {
                onDrained?()
                return
            }
            handle(event)
        }
        loop.execute { [weak self] in self?.drain() }
    }

    private func handle(_ event: borrowing EventHandle) {
        switch event.type {
        case RD_KAFKA_EVENT_LOG:
            if let log = configuration.log, let line = event.logLine { log(line) }
        case RD_KAFKA_EVENT_STATS:
            isReachable = event.anyBrokerUp
        case RD_KAFKA_EVENT_ERROR:
            if event.error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { isReachable = false }
            onEvent?(event)
        default:
            onEvent?(event)
        }
    }

    /// Ends the client without telling the cluster; what is queued in it is dropped. The returned event is set when its threads
    /// have ended.
    func retire() -> LoopEvent {
        onEvent = nil
        onDrained = nil
        topics.removeAll()
        queue.release()
        wakeup?.close()
        wakeup = nil
        guard let client = handle.take() else {
            let done = LoopEvent(on: loop)
            done.set()
            return done
        }
        return Retirement.begin(client, keeping: handle.handshake, on: loop)
    }

    deinit {
        topics.removeAll()
        queue.release()
        wakeup?.close()
    }
}
