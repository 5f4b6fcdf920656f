import Contracts
import CoreHTTP
import Hosting
import Kafka
import Logging
import Outbox
import Reactor
import Redis
import ServiceRuntime

/// What turns committed events into records on the broker: the relay, its producer, and the ear for other replicas' commits. One a
/// process, on loop 0.
final class EventPublication: @unchecked Sendable {  // loop-confined
    private let producer: KafkaProducer
    private let relay: OutboxRelay
    private let subscriber: RedisSubscriber
    private let channel: String
    private let app: App
    private let stopped: LoopEvent

    /// Throws `KafkaError` for settings that the library refuses.
    init(_ app: App, on loop: EventLoop, log: Logger, tracer: Tracer? = nil) throws(KafkaError) {
        self.app = app
        let configuration = app.configuration
        var kafka = configuration.kafka
        kafka.log = { line in log.notice("kafka", metadata: ["facility": "\(line.facility)", "text": "\(line.text)"]) }
        kafka.logLevel = 4
        kafka.statisticsInterval = .seconds(1)
        producer = try KafkaProducer.make(kafka, on: loop)
        relay = OutboxRelay(
            configuration.outbox, database: configuration.database.postgres, producer: producer, wakeup: app.wakeup,
            counters: app.relayCounters, on: loop, resolver: app.resolver, log: log,
            onPublished: { publication in tracer.map { Self.trace(publication, $0, topic: configuration.outbox.topic) } })
        channel = configuration.redisNames.outboxChannel
        let wakeup = app.wakeup
        subscriber = RedisSubscriber(
            configuration.redis, on: loop, resolver: app.resolver, log: log, onMessage: { _, _ in wakeup.raise() },
            onReady: { wakeup.raise() })
        stopped = LoopEvent(on: loop)
    }

    /// Returns after `stop`. The database must be migrated.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.relay.run() }
            group.addTask { await self.subscriber.run() }
            group.addTask { await self.subscribe() }
            group.addTask { await self.watchBroker() }
        }
    }

    /// Publishes what is committed for at most `limit`; the rest stays in the table.
    func stop(within limit: Duration) async {
        await relay.stop(within: limit)
        subscriber.close()
        stopped.set()
        await producer.close()
    }

    private static func trace(_ publication: OutboxRelay.Publication, _ tracer: Tracer, topic: String) {
        guard tracer.isOn, let context = tracer.child(of: publication.traceparent) else { return }
        tracer.record(
            context,
            TraceSpan(
                .producer, "send \(topic)", context, from: publication.begun, failed: !publication.succeeded,
                attributes: [
                    TraceSpan.Attribute("messaging.system", "kafka"), TraceSpan.Attribute("messaging.destination.name", topic),
                    TraceSpan.Attribute("messaging.operation.name", "send"),
                    TraceSpan.Attribute("cloudevents.event_type", publication.type),
                ]))
    }

    private func subscribe() async {
        // Without a connection it stays wanted.
        do throws(RedisError) { try await subscriber.subscribe(channel) } catch {}
    }

    /// Other loops ask for readiness as well, and may not ask the producer.
    private func watchBroker() async {
        repeat {
            app.brokerIsReachable.set(producer.isReachable ? 1 : 0)
        } while !(await stopped.wait(atMost: .milliseconds(250)))
    }
}
