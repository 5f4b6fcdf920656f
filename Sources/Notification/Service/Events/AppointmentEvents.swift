import Basics
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Logging
import Outbox
import Postgres
import Reactor
import ServiceRuntime

/// The consumer of `appointment-events`, one a process. Confined to its loop.
///
/// ```
///   next batch ─▶ decode ─▶ one transaction ─▶ tell the sockets ─▶ offsets, soon, while the next batches are worked on
///                   └ cannot be ─▶ dead letters
/// ```
///
/// A batch is what there is: one event in quiet times, many after a pause. Offsets are committed after the transaction, so that an event
/// may come again and is never left out. While the database is away the batch is tried again and again; nothing is skipped.
final class AppointmentEvents: LoopTask, @unchecked Sendable {  // loop-confined
    /// Messages taken at once.
    static let batchLimit = 500
    private static let retries = Backoff(first: .milliseconds(50), longest: .seconds(2))
    private static let restartPause = Duration.seconds(1)
    private static let watchInterval = Duration.milliseconds(250)

    private let settings: EventSettings
    private let deliver: DeliverEvents
    private let deadLetters: DeadLetters
    private let metrics: EventMetrics
    private let tracer: Tracer?
    private let clock: WallClock
    private let log: Logger
    private let loop: EventLoop
    private var consumer: KafkaConsumer?
    private var isReading = false
    private let stopping: LoopEvent
    private let ended: LoopEvent
    private var isRunning = false

    init(
        _ settings: EventSettings, deliver: DeliverEvents, deadLetters: DeadLetters, metrics: EventMetrics, clock: WallClock,
        log: Logger, on loop: EventLoop, tracer: Tracer? = nil
    ) {
        self.settings = settings
        self.deliver = deliver
        self.deadLetters = deadLetters
        self.metrics = metrics
        self.tracer = tracer
        self.clock = clock
        self.log = log
        self.loop = loop
        stopping = LoopEvent(on: loop)
        ended = LoopEvent(on: loop)
    }

    // MARK: Life

    func run() async {
        isRunning = true
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch() }
            while !stopping.isSet {
                await consume()
                if !stopping.isSet { _ = await stopping.wait(atMost: Self.restartPause) }
            }
        }
        ended.set()
    }

    /// Finishes the batch in progress, commits, and leaves the group; after `limit` the batch is left to the next reader.
    func stop(within limit: Duration) async {
        loop.assertOnLoop()
        stopping.set()
        if isRunning, !isReading { _ = await ended.wait(atMost: limit * 0.5) }
        await consumer?.close()
        if isRunning { _ = await ended.wait(atMost: limit * 0.3) }
        await deadLetters.close()
    }

    // MARK: Reading

    /// Reads until the consumer has ended.
    private func consume() async {
        let consumer: KafkaConsumer
        do throws(KafkaError) {
            consumer = try KafkaConsumer.make(settings.kafka, group: settings.group, topics: [settings.topic], on: loop)
        } catch {
            return log.critical("events cannot be read", metadata: ["reason": "\(error)"])
        }
        self.consumer = consumer
        await withDiscardingTaskGroup { group in
            group.addTask { await self.checkRetention(consumer) }
            await read(consumer)
        }
        if let failure = consumer.failure {
            log.error("the consumer has failed and begins anew", metadata: ["reason": "\(failure)"])
        }
        await consumer.close()
    }

    private func read(_ consumer: KafkaConsumer) async {
        while let batch = await next(consumer), await handle(batch.messages) { consumer.commitSoon(batch) }
    }

    /// Of the dead-letter topic, when there is one: the events' is whose who writes them.
    private func checkRetention(_ consumer: KafkaConsumer) async {
        let topic = settings.deadLetterTopic
        let finding = await settings.retention.check(topic, log) {
            try await consumer.settings(ofTopic: topic, atMost: TopicRetention.limit)
        }
        if finding != .unknown { metrics.retentionDiffers.set(finding == .asSet ? 0 : 1) }
    }

    private func next(_ consumer: KafkaConsumer) async -> KafkaBatch? {
        guard !stopping.isSet else { return nil }
        isReading = true
        defer { isReading = false }
        return await consumer.nextBatch(maximum: Self.batchLimit)
    }

    // MARK: One batch

    /// False when the process ends before it is done.
    private func handle(_ messages: [KafkaMessage]) async -> Bool {
        var readable: [(message: KafkaMessage, event: ReceivedEvent)] = []
        var letters: [(message: KafkaMessage, defect: EventDefect)] = []
        for message in messages {
            do throws(EventDefect) {
                readable.append((message, try ReceivedEvent(message)))
            } catch {
                letters.append((message, error))
            }
        }
        metrics.batches.add()
        guard await deliverAll(readable[...], &letters), await deadLetters.keep(letters, until: stopping) else { return false }
        metrics.dead.add(letters.count)
        return true
    }

    /// Delivers in one transaction. If the database refuses the contents, delivers each half by itself, down to the one event to blame.
    private func deliverAll(
        _ events: ArraySlice<(message: KafkaMessage, event: ReceivedEvent)>,
        _ letters: inout [(message: KafkaMessage, defect: EventDefect)]
    ) async -> Bool {
        guard let first = events.first else { return true }
        var pauses = Self.retries
        let begun = MonotonicTime.read()
        while true {
            do throws(PostgresError) {
                let outcome = try await deliver(events.map(\.event))
                metrics.delivered.add(outcome.delivered)
                metrics.repeated.add(outcome.repeated)
                let now = Instant(milliseconds: clock.now())
                for timestamp in events.compactMap(\.message.timestamp) {
                    metrics.age.observe(EventMetrics.age(at: now, timestamp: timestamp))
                }
                for (message, event) in events { trace(event, message, begun) }
                return true
            } catch {
                if let defect = error.defect {
                    guard events.count > 1 else {
                        letters.append((first.message, defect))
                        return true
                    }
                    let middle = events.startIndex + events.count / 2
                    guard await deliverAll(events[..<middle], &letters) else { return false }
                    return await deliverAll(events[middle...], &letters)
                }
                if error.isConflict { pauses.reset() }
                let pause = pauses.next()
                log.warning(
                    "events are not delivered yet; trying again",
                    metadata: [
                        "events": .stringConvertible(events.count), "reason": "\(error)", "after": "\(pause)",
                        "first_trace_id": "\(first.event.traceID ?? "")",
                    ])
                metrics.retries.add()
                if await stopping.wait(atMost: pause) { return false }
            }
        }
    }

    /// A span from the batch's beginning to its commit.
    private func trace(_ received: ReceivedEvent, _ message: KafkaMessage, _ begun: MonotonicTime) {
        guard let tracer, tracer.isOn, let context = tracer.child(of: received.traceparent) else { return }
        tracer.record(
            context,
            TraceSpan(
                .consumer, "process \(message.partition.topic)", context, from: begun,
                attributes: [
                    TraceSpan.Attribute("messaging.system", "kafka"),
                    TraceSpan.Attribute("messaging.destination.name", message.partition.topic),
                    TraceSpan.Attribute("messaging.operation.name", "process"),
                    TraceSpan.Attribute("cloudevents.event_type", received.event.type.rawValue),
                ]))
    }

    // MARK: Watching

    /// Other loops show these figures, and may not ask the consumer.
    private func watch() async {
        repeat {
            metrics.reachable.set(consumer?.isReachable == true ? 1 : 0)
            metrics.partitions.set(consumer?.assigned.count ?? 0)
            if let consumer { metrics.lag.set(EventMetrics.total(consumer.lag().values)) }
        } while !(await stopping.wait(atMost: Self.watchInterval))
        metrics.reachable.set(0)
        metrics.partitions.set(0)
    }
}

extension PostgresError {
    /// What is wrong with the event that the statement was about; nil when the event is not to blame. Missing tables and the like are
    /// not the event's fault either: it waits until somebody has put them right.
    fileprivate var defect: EventDefect? {
        switch self {
        case .textHoldsNUL: .refused(sqlState: "22021")
        case .refused(let error) where ["22", "23"].contains(error.sqlState.errorClass):
            .refused(sqlState: "\(error.sqlState)")
        default: nil
        }
    }
}
