import CoreHTTP
import HTTPWire
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@Suite("Tracing") struct TracingTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func tracer(_ collector: SocketAddress?, _ loop: EventLoop, _ registry: MetricsRegistry = MetricsRegistry()) -> Tracer {
        let client = collector.map {
            HTTPClient(host: "127.0.0.1", port: $0.port, on: loop, resolver: Resolver(), maxConnections: 1)
        }
        return Tracer(service: "test", collector: client, on: loop, metrics: TracingMetrics(registry))
    }

    private func get(_ router: Router, _ path: String, traceparent: String) async -> Response {
        let trace = TraceContext(traceparent: Array(traceparent.utf8).span, random: { 7 })
        return await router.respond(to: Request(RequestHead(method: .get, path: path), trace: trace ?? TraceContext(random: { 7 })))
    }

    private func router(_ tracer: Tracer) -> Router {
        let router = Router(middleware: [RequestTracing(tracer)])
        router.on(.get, "/users/:id") { request in
            if request.parameter("id") == "bad" { throw Problem(.storeUnavailable, "away") }
            return .text("here")
        }
        router.on(.get, "/livez") { _ in .text("ok") }
        return router
    }

    @Test("a request of a sampled trace becomes a span of its route, within its caller's, without its path")
    func export() async throws {
        try await onLoop { loop in
            let collector = Collector()
            try await withServer(collector.router, on: loop) { server in
                let tracer = tracer(server.address, loop)
                let router = router(tracer)
                _ = await get(router, "/users/ada?q=secret", traceparent: Self.parent)
                _ = await get(router, "/users/bad", traceparent: Self.parent)
                _ = await get(router, "/livez", traceparent: Self.parent)
                _ = await get(router, "/users/unsampled", traceparent: Self.parent.dropLast() + "0")
                async let run: Void = tracer.run()
                await tracer.close(within: .seconds(30))
                await run
                #expect(collector.spans.map(\.name) == ["GET /users/:id", "GET /users/:id"])
                let span = try #require(collector.spans.first)
                #expect(span.service == "test" && span.kind == 2)
                #expect(span.trace == "4bf92f3577b34da6a3ce929d0e0e4736" && span.parent == "00f067aa0ba902b7")
                #expect(span.id == "0000000000000007")
                let begun = try #require(span.json["startTimeUnixNano"]?.text.flatMap(UInt64.init))
                let ended = try #require(span.json["endTimeUnixNano"]?.text.flatMap(UInt64.init))
                #expect(begun <= ended && abs(Int64(ended / 1_000_000) - WallClock.system.now()) < 60_000)
                #expect(span.json["status"] == nil && collector.spans.last?.json["status"]?["code"]?.integer == 2)
                let attributes = span.json["attributes"]?.elements ?? []
                #expect(attributes.contains { $0["key"] == "http.response.status_code" && $0["value"]?["intValue"] == "200" })
                #expect(!collector.bodies.joined().contains("ada") && !collector.bodies.joined().contains("secret"))
            }
        }
    }

    @Test("without a collector nothing is kept and nothing is sent")
    func off() async throws {
        try await onLoop { loop in
            let tracer = tracer(nil, loop)
            #expect(!tracer.isOn)
            let context = TraceContext(random: { 1 }, isSampled: true)
            var made = 0
            func span() -> TraceSpan {
                made += 1
                return TraceSpan(.server, "x", context, from: .read())
            }
            for _ in 0..<10 { tracer.record(context, span()) }
            #expect(made == 0)
        }
    }

    @Test("what finds no room in the queue is dropped and counted, and the rest arrives")
    func bounded() async throws {
        try await onLoop { loop in
            let collector = Collector()
            let registry = MetricsRegistry()
            try await withServer(collector.router, on: loop) { server in
                let tracer = tracer(server.address, loop, registry)
                let context = TraceContext(random: { 1 }, isSampled: true)
                for _ in 0..<Tracer.queueLimit + 3 { tracer.record(context, TraceSpan(.internal, "x", context, from: .read())) }
                #expect(registry.render().contains("tracing_spans_dropped_total 3\n"))
                async let run: Void = tracer.run()
                await tracer.close(within: .seconds(30))
                await run
                #expect(collector.spans.count == Tracer.queueLimit)
                #expect(registry.render().contains("tracing_spans_exported_total \(Tracer.queueLimit)\n"))
            }
        }
    }

    @Test("a collector that refuses, and one that is away, cost their spans and nothing else", arguments: [true, false])
    func unwilling(isThere: Bool) async throws {
        try await onLoop { loop in
            let collector = Collector()
            collector.status = .serviceUnavailable
            let registry = MetricsRegistry()
            try await withServer(collector.router, on: loop) { server in
                // Port 1 of the loopback: nobody listens there.
                let tracer = tracer(isThere ? server.address : SocketAddress(.v4(0x7F00_0001), port: 1), loop, registry)
                let router = router(tracer)
                let answer = await get(router, "/users/ada", traceparent: Self.parent)
                #expect(answer.status == .ok)
                async let run: Void = tracer.run()
                await tracer.close(within: .seconds(30))
                await run
                #expect(registry.render().contains("tracing_spans_dropped_total 1\n"))
                #expect(collector.spans.isEmpty)
            }
        }
    }
}
