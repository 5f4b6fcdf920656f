package import Kafka
package import Logging
package import Postgres
package import Reactor

/// Publishes the rows of the table `outbox`, in order, each at least once, and deletes them when the broker has them. Of all
/// replicas' relays one leads, the one whose session holds the advisory lock; the others take over when that session ends.
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
/// At most `maxUnderWay` records are with the producer; while the broker is away the table grows instead. A relay that loses its
/// session may have records under way that its successor sends too: consumers tell a redelivery by `ce_id`, and the first
/// occurrences stay in order, since every leader begins with the oldest row there is. Confined to its loop.
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
    private var rests: Rests
    private var restUntil: MonotonicTime?
    private var hasTopic = false
    /// Rows that need not be looked for.
    private var handed: [OutboxRow] = []
    private var mustLook = true
    private var nextLook: MonotonicTime
    private var nextCount: MonotonicTime?
    private var isRunning = false
    /// Set by `stop`: until then what is under way may still end.
    private var deadline: MonotonicTime?
    private let signal: LoopSignal
    private let handedSignal: LoopSignal
    private let stopping: LoopEvent
    private let ended: LoopEvent

    /// What became of one event: for a trace.
    package struct Publication {
        package let type: String
        /// Of the request that made the change.
        package let traceparent: String?
        package let begun: MonotonicTime
        package let succeeded: Bool
    }

    /// `producer` belongs to the caller, who closes it after `stop`.
    package init(
        _ configuration: OutboxConfiguration, database: PostgresConfiguration, producer: KafkaProducer, wakeup: RelayWakeup,
        counters: RelayCounters, on loop: EventLoop, resolver: Resolver, log: Logger,
        onPublished: @escaping (Publication) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.database = database
        self.database.parameters["synchronous_commit"] = "off"
        self.producer = producer
        self.wakeup = wakeup
        self.counters = counters
        self.loop = loop
        self.resolver = resolver
        self.log = log
        self.onPublished = onPublished
        state = RelayState(room: configuration.maxUnderWay)
        nextLook = loop.now
        rests = Rests(first: configuration.firstRest, longest: configuration.longestRest)
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
        var reconnects = rests
        await withDiscardingTaskGroup { group in
            group.addTask { await self.ensureTopic() }
            group.addTask { await self.publishHanded() }
            while !stopping.isSet {
                do throws(PostgresError) {
                    try await lead(&group) { reconnects.reset() }
                } catch {
                    log.warning("outbox relay without its database", metadata: ["reason": "\(error.cause)"])
                }
                counters.set(leading: false)
                if !stopping.isSet { _ = await stopping.wait(atMost: reconnects.next()) }
            }
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
        wake()
        if isRunning { _ = await ended.wait(atMost: limit) }
    }

    private func wake() {
        mustLook = true
        signal.raise()
    }

    /// What cannot go at once, because of what went wrong or how much is under way, stays in the table.
    private func take(_ row: OutboxRow) {
        guard counters.isLeading, mayProduce, handed.count < min(configuration.batch, state.free) else { return wake() }
        handed.append(row)
        handedSignal.raise()
    }

    // MARK: Leading

    /// One session's life. Returns when told to stop, throws when the session is lost.
    private func lead(_ group: inout DiscardingTaskGroup, isConnected: () -> Void) async throws(PostgresError) {
        let session = try await PostgresSession.open(database, on: loop, resolver: resolver)
        defer { session.close() }
        isConnected()
        while !(try await session.query(OutboxStatements.lead, [.int(configuration.lockKey)])[0].bool(0)) {
            if await stopping.wait(atMost: configuration.takeoverInterval) { return }
        }
        log.info("outbox relay leads")
        counters.set(leading: true)
        nextCount = nil
        // Another relay may have led meanwhile.
        handed.removeAll()
        mustLook = true
        while true {
            if mustLook || loop.now >= nextLook {
                mustLook = false
                nextLook = loop.now + configuration.interval
                mustLook = try await look(session, &group) || mustLook
                try await countBacklog(session)
            }
            if let deadline, loop.now >= deadline || (!mustLook && handed.isEmpty && state.isEmpty) { return }
            if !mustLook, !(await signal.wait(atMost: pause)) { mustLook = true }
        }
    }

    private var pause: Duration {
        let next = nextLook - loop.now
        guard let restUntil, restUntil > loop.now else { return next }
        return min(next, restUntil - loop.now)
    }

    /// Until the relay has ended.
    private func publishHanded() async {
        while !ended.isSet {
            _ = await handedSignal.wait(atMost: nil)
            while !handed.isEmpty, counters.isLeading {
                let rows = state.take(handed)
                handed.removeAll()
                if !rows.isEmpty { await publish(rows) }
            }
        }
    }

    /// Deletes what was delivered, reads and hands on what is next; true when there may be more to read at once.
    private func look(_ session: PostgresSession, _ group: inout DiscardingTaskGroup) async throws(PostgresError) -> Bool {
        let limit = mayProduce ? min(configuration.batch, state.free) : 0
        let delivered = Array(state.delivered)
        guard limit > 0 || !delivered.isEmpty else { return false }
        let result = try await session.query(
            OutboxStatements.look,
            [
                .intArray(delivered), .intArray(Array(state.underWay)), .textArray(Array(state.blockedKeys)), .int(limit),
            ])
        state.deleted(delivered)
        guard !result.isEmpty else { return false }
        var rows: [OutboxRow] = []
        rows.reserveCapacity(result.count)
        for row in result { rows.append(try OutboxRow(row)) }
        publish(rows, in: &group)
        return rows.count == limit
    }

    private func publish(_ rows: [OutboxRow], in group: inout DiscardingTaskGroup) {
        let rows = state.take(rows)
        if !rows.isEmpty { group.addTask { await self.publish(rows) } }
    }

    /// After a failure everything that is under way is waited for first, so that nothing overtakes what has to be sent again.
    private var mayProduce: Bool {
        guard hasTopic else { return false }
        guard let restUntil else { return true }
        guard state.underWay.isEmpty, loop.now >= restUntil else { return false }
        self.restUntil = nil
        return true
    }

    private func countBacklog(_ session: PostgresSession) async throws(PostgresError) {
        if let nextCount, loop.now < nextCount { return }
        nextCount = loop.now + configuration.countInterval
        let row = try await session.query(OutboxStatements.backlog)[0]
        counters.set(waiting: try row.int(0), oldestAge: try row.double(1))
        state.unblock()
    }

    // MARK: Publishing

    private func publish(_ rows: [OutboxRow]) async {
        let records = rows.map { $0.record(topic: configuration.topic, source: configuration.source) }
        let begun = MonotonicTime.read()
        let outcomes = await producer.produce(records)
        for (row, outcome) in zip(rows, outcomes) {
            let succeeded = if case .success = outcome { true } else { false }
            onPublished(Publication(type: row.type, traceparent: row.traceparent, begun: begun, succeeded: succeeded))
        }
        let failures = outcomes.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        counters.count(published: outcomes.count - failures.count, failures: failures.count)
        switch state.settle(rows, outcomes) {
        case .proceed: rests.reset()
        case .rest: restUntil = loop.now + rests.next()
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
        if restUntil != nil || stopping.isSet || state.isCrowded(configuration.batch) { wake() }
    }

    private func ensureTopic() async {
        var rests = rests
        while !stopping.isSet {
            do throws(KafkaError) {
                if try await producer.createTopic(
                    configuration.topic, partitions: configuration.partitions, replicas: configuration.replicationFactor)
                {
                    log.info("topic made", metadata: ["topic": "\(configuration.topic)"])
                }
                break
            } catch {
                // Not ours to make: then it is there, or the first record says what is wrong.
                if !error.isRetriable { break }
                _ = await stopping.wait(atMost: rests.next())
            }
        }
        hasTopic = true
        wake()
    }
}
