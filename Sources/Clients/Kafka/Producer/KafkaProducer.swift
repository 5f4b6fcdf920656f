internal import CRdKafka
internal import DequeModule
package import Reactor

/// Writes records so that each is stored once and those of one key stay in order, whatever the connection does meanwhile: all
/// replicas acknowledge, the library retries under an idempotent sequence. Confined to its loop.
package final class KafkaProducer: @unchecked Sendable {  // loop-confined
    private typealias Waiter = UnsafeContinuation<[Result<KafkaDelivery, KafkaError>], Never>

    /// A batch of which not all records are with the library yet.
    private struct Submission {
        let slot: Int
        let records: [KafkaRecord]
        var next = 0
    }

    private let loop: EventLoop
    private let configuration: KafkaConfiguration
    private var instance: ClientInstance?
    private var inFlight = InFlightRecords<Waiter>()
    private var waiting = Deque<Submission>()
    private var idle: [LoopEvent] = []
    private var topicCreations = TopicCreations()
    private var topicQuestions = TopicQuestions()
    /// How many times the client had to be replaced after a fatal error.
    package private(set) var replacements = 0

    private init(_ configuration: KafkaConfiguration, on loop: EventLoop) {
        self.loop = loop
        self.configuration = configuration
    }

    /// Starts a producer. Brokers need not be reachable; a property the library refuses throws `.invalidProperty`.
    package static func make(_ configuration: KafkaConfiguration, on loop: EventLoop) throws(KafkaError) -> KafkaProducer {
        loop.assertOnLoop()
        let producer = KafkaProducer(configuration, on: loop)
        try producer.start()
        return producer
    }

    private func start() throws(KafkaError) {
        let instance = try ClientInstance.make(
            RD_KAFKA_PRODUCER, properties: configuration.producerProperties, configuration: configuration, on: loop)
        instance.onEvent = { [unowned self] event in handle(event) }
        // Not with each report: a reported record takes up room until the event with its report is gone.
        instance.onDrained = { [unowned self] in submit() }
        self.instance = instance
        instance.drain()
    }

    /// Whether a broker was connected when last heard of.
    package var isReachable: Bool { instance?.isReachable ?? false }
    /// Records taken and not yet reported on, those that wait for room included.
    package var pending: Int { inFlight.count }

    // MARK: Producing

    /// Writes one record; returns when all in-sync replicas have it.
    package func produce(_ record: KafkaRecord) async throws(KafkaError) -> KafkaDelivery {
        try await produce([record])[0].get()
    }

    /// Writes records in this order; returns when the last of them is reported, one result a record. Many calls may be under way at
    /// once; their records go out in the order of the calls. When `producerQueueLimit` records are under way, the rest waits.
    ///
    /// A result is a failure only when the record will not be tried again here: see `KafkaError.isRetriable`. After
    /// `.producerReplaced` the later records of the call have failed as well, which keeps their order for the next attempt.
    package func produce(_ records: [KafkaRecord]) async -> [Result<KafkaDelivery, KafkaError>] {
        loop.assertOnLoop()
        guard !records.isEmpty else { return [] }
        guard instance != nil else { return records.map { _ in .failure(.closed) } }
        return await withUnsafeContinuation { continuation in
            waiting.append(Submission(slot: inFlight.open(records.count, for: continuation), records: records))
            submit()
        }
    }

    /// Gives the library what it has room for, strictly in order.
    private func submit() {
        while let instance, let submission = waiting.first {
            let record = submission.records[submission.next]
            let ticket = InFlightRecords<Waiter>.ticket(slot: submission.slot, index: submission.next)
            let error = record.enqueue(to: instance, ticket: ticket)
            if error == RD_KAFKA_RESP_ERR__QUEUE_FULL { return }
            if error == RD_KAFKA_RESP_ERR__FATAL { return replace() }
            waiting[0].next += 1
            if waiting[0].next == submission.records.count { waiting.removeFirst() }
            if error != RD_KAFKA_RESP_ERR_NO_ERROR { settle(ticket, .failure(KafkaError(error))) }
        }
    }

    private func settle(_ ticket: UInt, _ outcome: Result<KafkaDelivery, KafkaError>) {
        if let completed = inFlight.settle(ticket, outcome) { completed.waiter.resume(returning: completed.outcomes) }
        if inFlight.count == 0 { wakeIdle() }
    }

    private func wakeIdle() {
        for event in idle { event.set() }
        idle.removeAll()
    }

    // MARK: Events

    private func handle(_ event: borrowing EventHandle) {
        switch event.type {
        case RD_KAFKA_EVENT_DR:
            var topics = TopicNames()
            while let message = event.nextMessage()?.pointee { report(message, topic: topics.name(of: message.rkt)) }
        case RD_KAFKA_EVENT_ERROR:
            if event.isFatal { replace() }
        case RD_KAFKA_EVENT_CREATETOPICS_RESULT:
            topicCreations.finish(event)
        case RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT:
            topicQuestions.finish(event)
        default:
            break
        }
    }

    private func report(_ message: rd_kafka_message_t, topic: String) {
        let ticket = UInt(bitPattern: message._private)
        if message.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            instance?.isReachable = true
            let partition = KafkaPartition(topic: topic, number: message.partition)
            settle(ticket, .success(KafkaDelivery(partition: partition, offset: message.offset < 0 ? nil : message.offset)))
        } else {
            settle(ticket, .failure(KafkaError(message.err)))
        }
    }

    /// An idempotent producer that has lost its sequence refuses everything from then on: a new one takes its place. All records
    /// under way fail together, so that none overtakes another of its key.
    private func replace() {
        guard let failed = instance else { return }
        replacements += 1
        instance = nil
        _ = failed.retire()
        fail(.producerReplaced)
        do throws(KafkaError) {
            try start()
        } catch {
            // The same configuration has worked before, so descriptors or threads have run out. The producer counts as closed.
            configuration.log?(KafkaLogLine(level: 2, facility: "REPLACE", text: "producer not replaced: \(error)"))
        }
    }

    /// Fails what is pending with `.producerReplaced`. What the library has not written to a socket by now is not sent any more.
    package func dropPending() {
        loop.assertOnLoop()
        if inFlight.count > 0 { replace() }
    }

    private func fail(_ error: KafkaError) {
        waiting.removeAll()
        for completed in inFlight.failAll(error) { completed.waiter.resume(returning: completed.outcomes) }
        topicCreations.failAll(error)
        topicQuestions.failAll(error)
        wakeIdle()
    }

    // MARK: End

    /// Waits until nothing is pending; false when `limit` passed first.
    package func flush(atMost limit: Duration) async -> Bool {
        loop.assertOnLoop()
        guard inFlight.count > 0 else { return true }
        let event = LoopEvent(on: loop)
        idle.append(event)
        return await event.wait(atMost: limit)
    }

    /// Fails what is pending with `.closed`, and returns when the library's threads have ended. `flush` first.
    package func close() async {
        loop.assertOnLoop()
        guard let instance else { return }
        self.instance = nil
        fail(.closed)
        await instance.retire().wait()
    }

    // MARK: Topics

    /// Creates a topic unless it is there; true when it was not. Waits at most `limit` for the cluster.
    package func createTopic(
        _ name: String, partitions: Int32, replicas: Int32 = 1, settings: [String: String] = [:],
        atMost limit: Duration = .seconds(10)
    ) async throws(KafkaError) -> Bool {
        loop.assertOnLoop()
        guard let instance else { throw .closed }
        let error = await withUnsafeContinuation { continuation in
            topicCreations.start(
                on: instance, topic: name, partitions: partitions, replicas: replicas, settings: settings, limit: limit,
                continuation)
        }
        switch error {
        case nil: return true
        case .refused(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS.rawValue): return false
        case .some(let error): throw error
        }
    }

    /// The settings of a topic, by their names. Throws `.unknownTopic` when there is none. Waits at most `limit` for the cluster.
    package func settings(ofTopic name: String, atMost limit: Duration) async throws(KafkaError) -> [String: String] {
        loop.assertOnLoop()
        guard let instance else { throw .closed }
        return try await withUnsafeContinuation { topicQuestions.ask(instance, topic: name, limit: limit, $0) }.get()
    }
}
