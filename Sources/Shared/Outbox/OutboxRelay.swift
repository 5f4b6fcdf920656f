import Basics
package import Kafka
package import Logging
package import Postgres
package import Reactor

/// Publishes the rows of the table `outbox`, in order, each at least once, and deletes them when the broker has them. Of all
/// replicas' relays one leads, the one that holds the lease in `outbox_lease`; when it has not renewed it in time another one takes over.
///
/// ```
///   commit ─ RelayWakeup ─▶ look: delete what was delivered, read what comes next ─▶ produce ─▶ reports
///                        └───────────────── the first row of a key ───────────────────▲
/// ```
///
/// The rows that were handed over go out beside the looks, one batch after the other: at rest a row goes at once, under load those
/// that come until the broker has answered go together.
///
/// What was delivered is deleted with the next look, which commits bring, or the interval. The server need not wait for the disk then: a
/// row that a crash brings back is published once more.
///
/// At most `maxUnderWay` records are with the producer; while the broker is away the table grows instead. A relay whose lease is over by
/// its own clock hands nothing more to the producer, takes back what it can, and can delete no row. What may still come of it to the
/// broker, from a socket's queue, its successor sends too: consumers tell a redelivery by `ce_id`, and the first occurrences stay in
/// order, since every leader begins with the oldest row there is. Confined to its loop.
package final class OutboxRelay: @unchecked Sendable {  // loop-confined
    private let configuration: OutboxConfiguration
    private var database: PostgresConfiguration
    private let producer: KafkaProducer
    private let wakeup: RelayWakeup
    private let counters: RelayCounters
    private let loop: EventLoop
    private let resolver: Resolver
    private let log: Logger
    private let onPublished: (Publication) -> Void

    private var state: RelayState
    private var schedule: RelaySchedule
    private let topic: OutboxTopic
    /// Identifies this relay among all.
    private let identity = PostgresUUID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
    private var lease: RelayLease?
    private lazy var leaseEnd = LoopTimer(on: loop) { [weak self] in self?.leaseEnded() }
    /// Rows that were handed over, so that they need not be read from the table.
    private var handed: [OutboxRow] = []
    private var isLeading = false { didSet { counters.set(leading: isLeading) } }
    private var isRunning = false
    /// Set by `stop`: until then what is under way may still end.
    private var deadline: MonotonicTime?
    private let signal: LoopSignal
    private let handedSignal: LoopSignal
    private let stopping: LoopEvent
    private let ended: LoopEvent

    /// `producer` belongs to the caller, who closes it after `stop`.
    package init(
        _ configuration: OutboxConfiguration, database: PostgresConfiguration, producer: KafkaProducer, wakeup: RelayWakeup,
        counters: RelayCounters, on loop: EventLoop, resolver: Resolver, log: Logger,
        onPublished: @escaping (Publication) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.database = database.forHolder
        self.database.parameters["synchronous_commit"] = "off"
        self.producer = producer
        self.wakeup = wakeup
        self.counters = counters
        self.loop = loop
        self.resolver = resolver
        self.log = log
        self.onPublished = onPublished
        state = RelayState(room: configuration.maxUnderWay)
        schedule = RelaySchedule(configuration, at: loop.now)
        topic = OutboxTopic(configuration, producer: producer, counters: counters, on: loop, log: log)
        signal = LoopSignal(on: loop)
        handedSignal = LoopSignal(on: loop)
        stopping = LoopEvent(on: loop)
        ended = LoopEvent(on: loop)
    }

    // MARK: Life

    /// Returns after `stop`, when the producer has reported on everything (or was closed).
    package func run() async {
        isRunning = true
        wakeup.connect(to: loop, look: { [self] in wake() }, take: { [self] row in take(row) })
        var reconnects = configuration.rests
        await withDiscardingTaskGroup { group in
            group.addTask { await self.topic.keep(until: self.stopping) { self.wake() } }
            group.addTask { await self.publishHanded() }
            while !stopping.isSet {
                do throws(PostgresError) {
                    try await lead(&group) { reconnects.reset() }
                } catch {
                    log.warning("outbox relay without its database", metadata: ["reason": "\(error)"])
                }
                if !stopping.isSet { _ = await stopping.wait(atMost: reconnects.next()) }
            }
            isLeading = false
            leaseEnd.disarm()
            ended.set()
            handedSignal.raise()
        }
        wakeup.disconnect()
    }

    /// Publishes what is committed, waits for the reports, and gives the lead up; after `limit` whatever is left stays for the next
    /// leader.
    package func stop(within limit: Duration) async {
        loop.assertOnLoop()
        deadline = loop.now + limit
        stopping.set()
        topic.wake()
        wake()
        if isRunning { _ = await ended.wait(atMost: limit) }
    }

    private func wake() {
        schedule.wake()
        signal.raise()
    }

    /// What cannot go at once, because of what went wrong or how much is under way, stays in the table.
    private func take(_ row: OutboxRow) {
        endRest()
        guard isLeading, mayProduce, handed.count < min(configuration.batch, state.free) else { return wake() }
        handed.append(row)
        handedSignal.raise()
    }

    // MARK: Leading

    /// One session's life. Returns when told to stop, throws when the session is lost. The lease outlives the session, if only by
    /// seconds: what is under way goes on.
    private func lead(_ group: inout DiscardingTaskGroup, isConnected: () -> Void) async throws(PostgresError) {
        let session = try await PostgresSession.open(database, on: loop, resolver: resolver)
        defer { session.close() }
        isConnected()
        while !(try await takeLead(session)) {
            try await countBacklog(session)
            if await stopping.wait(atMost: configuration.takeoverInterval) { return }
        }
        log.info("outbox relay leads", metadata: ["fence": .stringConvertible(lease?.fence ?? 0)])
        // Another relay may have led meanwhile.
        handed.removeAll()
        schedule.wake()
        while true {
            let fence = lease?.fence ?? 0
            guard try await keepLead(session), let lease else {
                return log.warning("another outbox relay leads", metadata: ["lost": .stringConvertible(fence)])
            }
            if schedule.beginLook(at: loop.now) {
                if try await look(session, lease, &group) { schedule.wake() }
                try await countBacklog(session)
            }
            if let deadline, loop.now >= deadline || (!schedule.mustLook && handed.isEmpty && state.isEmpty) {
                return try await giveLeadUp(session, lease)
            }
            if schedule.mustLook { continue }
            let pause = schedule.pause(at: loop.now, renewal: lease.nextRenewal)
            if !(await signal.wait(atMost: pause)) { schedule.paused(until: loop.now) }
        }
    }

    // MARK: The lease

    private func takeLead(_ session: PostgresSession) async throws(PostgresError) -> Bool {
        let asked = MonotonicTime.read()
        let answer = try await session.query(
            OutboxStatements.lead, [.uuid(identity), .int(configuration.lease.microseconds)], timeout: configuration.lease)
        guard let row = answer.first else { return false }
        lease = RelayLease(
            fence: try row.int(0), asked: asked, length: configuration.lease, heartbeat: configuration.heartbeat)
        holdLease()
        return true
    }

    /// False when another relay has taken over.
    private func keepLead(_ session: PostgresSession) async throws(PostgresError) -> Bool {
        let asked = MonotonicTime.read()
        guard let lease, lease.mustRenew(at: asked) else { return lease != nil }
        let answer = try await session.query(
            OutboxStatements.renew, [.int(lease.fence), .int(configuration.lease.microseconds)], timeout: configuration.lease)
        guard !answer.isEmpty else {
            self.lease = nil
            leaseEnded()
            return false
        }
        self.lease?.renew(asked: asked)
        holdLease()
        return true
    }

    /// While something is under way the lease is not given back: it ends by itself.
    private func giveLeadUp(_ session: PostgresSession, _ lease: RelayLease) async throws(PostgresError) {
        isLeading = false
        guard state.underWay.isEmpty else { return }
        self.lease = nil
        _ = try await session.query(OutboxStatements.release, [.int(lease.fence)])
    }

    private func holdLease() {
        guard let lease, lease.isHeld(at: .read()) else { return }
        leaseEnd.arm(at: lease.end)
        isLeading = true
    }

    /// Another one may lead from now on: what has not left the process must not leave it.
    private func leaseEnded() {
        leaseEnd.disarm()
        guard !holdsLease else { return holdLease() }
        isLeading = false
        handed.removeAll()
        guard !state.underWay.isEmpty else { return }
        log.warning(
            "the lease on the outbox is over; what is under way is taken back",
            metadata: ["records": .stringConvertible(state.underWay.count)])
        producer.dropPending()
    }

    /// By the clock, not by the time of the loop's turn: the process may have been stopped since it began.
    private var holdsLease: Bool { lease?.isHeld(at: .read()) ?? false }

    // MARK: Rows

    /// Runs until the relay has ended.
    private func publishHanded() async {
        while !ended.isSet {
            _ = await handedSignal.wait(atMost: nil)
            while !handed.isEmpty, isLeading {
                let rows = state.take(handed)
                handed.removeAll()
                if !rows.isEmpty { await publish(rows) }
            }
        }
    }

    /// Deletes what was delivered, reads and hands on what is next; true when there may be more to read at once.
    private func look(_ session: PostgresSession, _ lease: RelayLease, _ group: inout DiscardingTaskGroup)
        async throws(PostgresError) -> Bool
    {
        endRest()
        let limit = mayProduce ? min(configuration.batch, state.free) : 0
        let delivered = Array(state.delivered)
        guard limit > 0 || !delivered.isEmpty else { return false }
        let result = try await session.query(
            OutboxStatements.look,
            [
                .intArray(delivered), .intArray(Array(state.underWay)), .textArray(Array(state.blockedKeys)), .int(limit),
                .int(lease.fence),
            ], timeout: configuration.lease)
        state.deleted(delivered)
        guard !result.isEmpty else { return false }
        var rows: [OutboxRow] = []
        rows.reserveCapacity(result.count)
        for row in result { rows.append(try OutboxRow(RowOf(row))) }
        let taken = state.take(rows)
        if !taken.isEmpty { group.addTask { await self.publish(taken) } }
        return rows.count == limit
    }

    private var mayProduce: Bool { topic.isThere && holdsLease && !schedule.isResting }

    private func endRest() { schedule.endRest(at: loop.now, nothingUnderWay: state.underWay.isEmpty) }

    private func countBacklog(_ session: PostgresSession) async throws(PostgresError) {
        guard schedule.beginCount(at: loop.now) else { return }
        let row = RowOf<OutboxBacklogColumn>(
            try await session.query(OutboxStatements.backlog, [.int(OutboxStatements.countLimit)])[0])
        counters.set(waiting: try row.int(.waiting), oldestAge: try row.double(.oldestSeconds))
        state.unblock()
    }

    // MARK: Publishing

    private func publish(_ rows: [OutboxRow]) async {
        let records = rows.map { $0.record(topic: configuration.topic, source: configuration.source) }
        let begun = MonotonicTime.read()
        let outcomes = holdsLease ? await producer.produce(records) : rows.map { _ in .failure(.fenced) }
        for (row, outcome) in zip(rows, outcomes) {
            let succeeded = if case .success = outcome { true } else { false }
            onPublished(Publication(type: row.type, traceparent: row.traceparent, begun: begun, succeeded: succeeded))
        }
        let failures = outcomes.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        counters.count(published: outcomes.count - failures.count, failures: failures.count)
        switch state.settle(rows, outcomes) {
        case .proceed: schedule.succeeded()
        case .rest: schedule.failed(at: loop.now)
        case .stop: break
        }
        if let first = failures.first, !stopping.isSet {
            log.error(
                "events not published",
                metadata: [
                    "count": .stringConvertible(failures.count), "reason": "\(first)",
                    "first_trace_id": "\(zip(rows, outcomes).first { (try? $1.get()) == nil }?.0.traceID ?? "")",
                ])
        }
        if failures.contains(.unknownTopic) { topic.reportMissing() }
        if schedule.isResting || stopping.isSet || state.isCrowded(configuration.batch) { wake() }
    }
}
