import HTTPWire
package import Reactor
import ServiceRuntime

/// Takes the finished spans of one loop and sends them to a collector twice a second. Recording is an append: nobody waits for
/// the collector. At most `queueLimit` spans wait; what finds no room, and a batch that the collector does not take, is dropped and
/// counted. Without a collector nothing is recorded. Confined to its loop.
package final class Tracer: @unchecked Sendable {  // loop-confined
    package static let queueLimit = 4_096
    static let batchLimit = 512
    private static let interval = Duration.milliseconds(500)
    private static let timeout = Duration.seconds(5)

    private let service: String
    private let client: HTTPClient?
    private let metrics: TracingMetrics?
    private let closing: LoopEvent
    private let ended: LoopEvent
    private var isRunning = false
    private var queue: [TraceSpan] = []
    private var random = SplitMix64(seed: UInt64.random(in: .min ... .max))

    /// `collector`: a client of the tracer's own; nil: tracing is off.
    package init(service: String, collector: HTTPClient?, on loop: EventLoop, metrics: TracingMetrics? = nil) {
        self.service = service
        self.metrics = metrics
        client = collector
        closing = LoopEvent(on: loop)
        ended = LoopEvent(on: loop)
    }

    package var isOn: Bool { client != nil }

    /// `span` is made only when its trace is sampled and there is somebody to send it to.
    package func record(_ context: TraceContext, _ span: @autoclosure () -> TraceSpan) {
        guard isOn, context.isSampled else { return }
        guard queue.count < Self.queueLimit else {
            metrics?.dropped.add()
            return
        }
        queue.append(span())
    }

    /// A span within `parent`, with an id of its own, to be passed on to the next service.
    package func child(of parent: TraceContext) -> TraceContext { parent.child { self.random.next() } }

    /// The same of a `traceparent` that came with a message; nil when there is none or it cannot be read.
    package func child(of traceparent: String?) -> TraceContext? {
        traceparent.flatMap { text in TraceContext(traceparent: Array(text.utf8).span) { self.random.next() } }
    }

    /// Sends until `close`.
    package func run() async {
        isRunning = true
        repeat {
            _ = await closing.wait(atMost: isOn ? Self.interval : nil)
            while !queue.isEmpty { await sendBatch() }
        } while !closing.isSet
        client?.close()
        ended.set()
    }

    /// Sends what is queued for at most `limit`.
    package func close(within limit: Duration) async {
        closing.set()
        if isRunning { _ = await ended.wait(atMost: limit) }
    }

    private func sendBatch() async {
        guard let client else { return }
        let batch = Array(queue.prefix(Self.batchLimit))
        queue.removeFirst(batch.count)
        let body = OTLPTraces.json(batch, service: service, epoch: Self.epoch)
        let request = ClientRequest(.post, "/v1/traces", fields: ["Content-Type": "application/json"], body: body)
        let response = try? await client.send(request, timeout: Self.timeout)
        if let response, response.status.code / 100 == 2 {
            metrics?.exported.add(batch.count)
        } else {
            metrics?.dropped.add(batch.count)
        }
    }

    /// The wall clock's time at the monotonic clock's zero, in nanoseconds since 1970.
    private static var epoch: UInt64 {
        UInt64(WallClock.system.now()) * 1_000_000 - MonotonicTime.read().nanoseconds
    }
}
