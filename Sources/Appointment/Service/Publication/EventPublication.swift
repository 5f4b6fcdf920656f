import Logging
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Outbox
import Reactor
import ServiceRuntime

/// What turns committed events into records on the broker: the relay, its producer, and the subscription to other replicas'
/// commits. One a process, on loop 0.
final class EventPublication: LoopTask, @unchecked Sendable {  // loop-confined
    private let producer: KafkaProducer
    private let relay: OutboxRelay
    private let commits: ChannelSubscriber
    private let reachable: Gauge
    private let stopped: LoopEvent

    /// Throws `KafkaError` for settings that the library refuses.
    init(_ loop: LoopContext, _ shared: PublicationFeature.Shared) throws(KafkaError) {
        let (log, tracer, topic, wakeup) = (loop.log, loop.tracer, shared.outbox.topic, shared.wakeup)
        var kafka = shared.kafka.logged(to: log)
        kafka.statisticsInterval = .seconds(1)
        producer = try KafkaProducer.make(kafka, on: loop.loop)
        relay = OutboxRelay(
            shared.outbox, database: loop.process.settings.database.postgres, producer: producer, wakeup: wakeup,
            counters: shared.relay, on: loop.loop, resolver: loop.process.resolver, log: log,
            onPublished: { publication in tracer.map { Self.trace(publication, $0, topic: topic) } })
        commits = loop.subscriber(loop.names.outboxChannel, onMessage: { _ in wakeup.raise() }, onReady: { wakeup.raise() })
        reachable = shared.metrics.brokerIsReachable
        stopped = LoopEvent(on: loop.loop)
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.relay.run() }
            group.addTask { await self.commits.run() }
            group.addTask { await self.watchBroker() }
        }
    }

    /// Publishes what is committed for at most `limit`; the rest stays in the table.
    func stop(within limit: Duration) async {
        await relay.stop(within: limit)
        commits.close()
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

    /// Other loops ask for readiness as well, and may not ask the producer.
    private func watchBroker() async {
        repeat {
            reachable.set(producer.isReachable ? 1 : 0)
        } while !(await stopped.wait(atMost: .milliseconds(250)))
    }
}
