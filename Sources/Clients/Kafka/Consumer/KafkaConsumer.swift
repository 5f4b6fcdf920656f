internal import CRdKafka
package import Reactor

/// A member of a consumer group: reads its share of the partitions of some topics, each message at least once and in order within its
/// partition, and goes on where the group had committed. One task reads. Confined to its loop.
///
/// Rebalances are cooperative: partitions that stay are read on. A partition that is to move waits for the batch in progress, at most
/// `revocationGrace`; then the batch's commit is refused as `.fenced`, and the new owner reads those messages again.
package final class KafkaConsumer: @unchecked Sendable {  // loop-confined
    private struct Reader {
        let maximum: Int
        let continuation: UnsafeContinuation<KafkaBatch?, Never>
    }

    private let loop: EventLoop
    private let configuration: KafkaConfiguration
    private var instance: ClientInstance?
    private let messages: FetchedMessages
    private var assignment = Assignment()
    private let commits: GroupCommits
    private var committed: CommittedOffsets
    private var reader: Reader?
    private var topicQuestions = TopicQuestions()
    /// After giving up partitions a member joins again, and nothing reports when that begins: until then it is assumed to be
    /// joining.
    private var rejoiningUntil: MonotonicTime?
    /// Partitions that the group takes away and that wait for the batch in progress.
    private(set) var leaving: [KafkaPartition]?
    private lazy var grace = LoopTimer(on: loop) { [weak self] in self?.giveUpLeaving() }
    private let left: LoopEvent
    private var isOpen = true

    /// Called on the loop after partitions were taken from this member.
    var onRevoked: (([KafkaPartition]) -> Void)?
    /// What ended the consumer by itself; after that `nextBatch` is nil.
    package private(set) var failure: KafkaError?

    private init(_ instance: ClientInstance, messages: FetchedMessages, group: String) {
        loop = instance.loop
        configuration = instance.configuration
        self.instance = instance
        self.messages = messages
        commits = GroupCommits(instance.configuration, on: instance.loop)
        committed = CommittedOffsets(group: group)
        left = LoopEvent(on: instance.loop)
    }

    /// Joins `group`. Brokers need not be reachable, and topics need not exist, yet.
    package static func make(
        _ configuration: KafkaConfiguration, group: String, topics: [String], on loop: EventLoop
    ) throws(KafkaError) -> KafkaConsumer {
        loop.assertOnLoop()
        let properties = configuration.consumerProperties(group: group)
        let instance = try ClientInstance.make(RD_KAFKA_CONSUMER, properties: properties, configuration: configuration, on: loop)
        let messages = try FetchedMessages.make(for: instance)
        let consumer = KafkaConsumer(instance, messages: messages, group: group)
        messages.onArrival = { [unowned consumer] in consumer.serveReader() }
        consumer.commits.onDue = { [unowned consumer] in consumer.commitOwed() }
        instance.onEvent = { [unowned consumer] event in consumer.handle(event) }
        instance.onDrained = { [unowned consumer] in consumer.noticeLeft() }
        instance.serve(QueueHandle(rd_kafka_queue_get_consumer(instance.client)))
        let list = PartitionList(topics: topics)
        let error = rd_kafka_subscribe(instance.client, list.pointer)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(error) }
        instance.drain()
        return consumer
    }

    /// Whether a broker was connected when last heard of.
    package var isReachable: Bool { instance?.isReachable ?? false }
    package var assigned: [KafkaPartition] { assignment.partitions }
    /// Messages fetched ahead and not handed out.
    var fetched: Int { messages.count }

    // MARK: Reading

    /// The next messages, at most `maximum`: one when they trickle in, more when they have piled up. Nil once closed or failed.
    ///
    /// Asking for the next batch says that the last one is done with, committed or not: its partitions may be taken away.
    package func nextBatch(maximum: Int) async -> KafkaBatch? {
        loop.assertOnLoop()
        precondition(maximum > 0)
        precondition(reader == nil, "one task reads from a consumer")
        assignment.finishAll()
        giveUpLeaving(unlessBusy: true)
        if let batch = take(maximum) { return batch }
        guard isOpen else { return nil }
        return await withUnsafeContinuation { reader = Reader(maximum: maximum, continuation: $0) }
    }

    private func take(_ maximum: Int) -> KafkaBatch? {
        guard isOpen else { return nil }
        let batch = messages.take(maximum, of: assignment) { event in handle(event) }
        guard let batch else { return nil }
        instance?.isReachable = true
        assignment.begin(batch)
        return batch
    }

    private func serveReader() {
        guard let reader, let batch = take(reader.maximum) else { return }
        self.reader = nil
        reader.continuation.resume(returning: batch)
    }

    // MARK: Committing

    /// Stores that the group is done with `batch`: call it after the transaction that holds the batch's effects. Throws `.fenced`
    /// when some of it is owned no longer or the group is rebalancing, after committing the rest; `.unavailable` when no
    /// coordinator was found within the session timeout. In both cases go on: the commit is repeated for partitions that stay, the
    /// messages of the others come again to their new owner.
    package func commit(_ batch: KafkaBatch) async throws(KafkaError) {
        loop.assertOnLoop()
        guard let instance else { throw .closed }
        let claim = assignment.claim(batch)
        defer {
            assignment.finish(batch)
            giveUpLeaving(unlessBusy: true)
        }
        if !claim.offsets.isEmpty {
            try await commits.store(batch, claim, on: instance, isJoining: isJoining)
            instance.isReachable = true
        }
        if claim.lost { throw .fenced }
    }

    /// The same without waiting: stored together with whatever else is done with within `commitInterval`, at the latest before its
    /// partition is given up or this member leaves. If the process dies before that, the batch is read again.
    package func commitSoon(_ batch: KafkaBatch) {
        loop.assertOnLoop()
        commits.storeSoon(assignment.owned(of: batch))
        assignment.finish(batch)
        if leaving != nil {
            commitOwed()
            giveUpLeaving(unlessBusy: true)
        }
    }

    /// Whether a commit would overtake a join of the group; see `GroupHandshake`.
    var isJoining: Bool {
        if let rejoiningUntil, loop.now < rejoiningUntil { return true }
        return instance?.isJoining ?? false
    }

    private func commitOwed() { commits.storeOwed(under: assignment, on: instance, isJoining: isJoining) }

    /// Messages of each owned partition that the group has not committed, as of the last fetch. Partitions of which that is not
    /// known yet are left out.
    package func lag() -> [KafkaPartition: Int64] {
        guard let instance else { return [:] }
        return assignment.partitions.reduce(into: [:]) { $0[$1] = committed.lag(of: $1, in: instance) }
    }

    /// As `KafkaProducer.settings(ofTopic:atMost:)`.
    package func settings(ofTopic name: String, atMost limit: Duration) async throws(KafkaError) -> [String: String] {
        loop.assertOnLoop()
        guard let instance else { throw .closed }
        return try await withUnsafeContinuation { topicQuestions.ask(instance, topic: name, limit: limit, $0) }.get()
    }

    // MARK: Events

    private func handle(_ event: borrowing EventHandle) {
        switch event.type {
        case RD_KAFKA_EVENT_REBALANCE: rebalance(event)
        case RD_KAFKA_EVENT_OFFSET_COMMIT:
            committed.set(commits.finish(event))
            giveUpLeaving(unlessBusy: true)
        case RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT: committed.take(event)
        case RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT: topicQuestions.finish(event)
        case RD_KAFKA_EVENT_ERROR: if event.isFatal { end(KafkaError(event.error)) }
        default: break
        }
    }

    private func rebalance(_ event: borrowing EventHandle) {
        instance?.isReachable = true
        let partitions = PartitionList.entries(of: event.partitions).map(\.partition)
        switch event.error {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            instance?.noteAssignment()
            acquire(partitions)
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            let lost = rd_kafka_assignment_lost(instance?.client) != 0
            commitOwed()
            guard isOpen, !lost, isBusy(with: partitions) else { return giveUp(partitions) }
            leaving = partitions
            grace.arm(after: configuration.revocationGrace)
        default:
            let all = assignment.partitions
            rd_kafka_assign(instance?.client, nil)
            forget(all)
        }
    }

    private func acquire(_ partitions: [KafkaPartition]) {
        guard let instance else { return }
        for partition in partitions { messages.collect(partition, of: instance) }
        let list = PartitionList(partitions)
        assignment.assign(partitions)
        // Before the assignment, at which the library waits for commits: it may join once more right after.
        commitOwed()
        report(rd_kafka_incremental_assign(instance.client, list.pointer))
        committed.forget(partitions)
        committed.ask(instance, for: partitions)
    }

    private func giveUpLeaving(unlessBusy: Bool = false) {
        guard let partitions = leaving, !unlessBusy || !isBusy(with: partitions) else { return }
        giveUp(partitions)
    }

    private func isBusy(with partitions: [KafkaPartition]) -> Bool {
        assignment.isWorking(onAnyOf: partitions) || commits.owes(anyOf: partitions)
    }

    private func giveUp(_ partitions: [KafkaPartition]) {
        leaving = nil
        grace.disarm()
        rejoiningUntil = loop.now + configuration.heartbeat
        let list = PartitionList(partitions)
        report(rd_kafka_incremental_unassign(instance?.client, list.pointer))
        forget(partitions)
    }

    private func forget(_ partitions: [KafkaPartition]) {
        assignment.revoke(partitions)
        committed.forget(partitions)
        commits.forget(partitions)
        if !partitions.isEmpty { onRevoked?(partitions) }
    }

    private func report(_ error: OpaquePointer?) {
        guard let error else { return }
        let text = String(cString: rd_kafka_error_string(error))
        configuration.log?(KafkaLogLine(level: 3, facility: "CONSUMER", text: text))
        rd_kafka_error_destroy(error)
    }

    // MARK: End

    /// Leaves the group, so that its other members take over at once, and returns when the library's threads have ended. Commit
    /// first: a batch in progress is abandoned. Commits still owed and an unreachable coordinator are waited for, at most
    /// `leaveLimit` each.
    package func close() async {
        loop.assertOnLoop()
        guard isOpen else { return }
        stopReading()
        await commits.settle(atMost: configuration.leaveLimit)
        giveUpLeaving()
        guard let instance else { return }
        let error = rd_kafka_consumer_close_queue(instance.client, instance.answers)
        if error == nil {
            instance.drain()
            _ = await left.wait(atMost: configuration.leaveLimit)
        }
        report(error)
        await retire()?.wait()
    }

    /// Ends as if the process had died: the group notices after the session timeout.
    func abandon() async {
        stopReading()
        await retire()?.wait()
    }

    private func noticeLeft() {
        if !isOpen, rd_kafka_consumer_closed(instance?.client) != 0 { left.set() }
    }

    private func end(_ error: KafkaError) {
        failure = error
        stopReading()
        _ = retire()
    }

    private func stopReading() {
        isOpen = false
        reader?.continuation.resume(returning: nil)
        reader = nil
    }

    private func retire() -> LoopEvent? {
        guard let instance else { return nil }
        self.instance = nil
        grace.disarm()
        leaving = nil
        commits.close()
        messages.close()
        topicQuestions.failAll(.closed)
        return instance.retire()
    }
}
