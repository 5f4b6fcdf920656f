import CoreHTTP
import HTTPWire
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@Suite("Health routes") struct HealthTests {
    private final class Switches: Sendable {
        let database = Mutex(true), redis = Mutex(true), draining = Mutex(false)
    }

    private func router(_ switches: Switches) -> Router {
        let metrics = MetricsRegistry()
        metrics.counter("requests_total", help: "Requests.").add(3)
        let router = Router()
        Health(
            checks: [
                Health.Check("postgres", required: true) { switches.database.withLock { $0 } },
                Health.Check("redis", required: false) { switches.redis.withLock { $0 } },
            ], metrics: metrics, openAPI: Array("openapi: 3.1.0\n".utf8), isDraining: { switches.draining.withLock { $0 } }
        ).register(on: router)
        return router
    }

    private func get(_ path: String, _ router: Router) async -> (status: HTTPStatus, text: String) {
        let response = await router.respond(to: Request(RequestHead(method: .get, path: path), trace: TraceContext(random: { 1 })))
        if case .bytes(let bytes) = response.body { return (response.status, String(decoding: bytes, as: UTF8.self)) }
        return (response.status, "")
    }

    @Test("readiness needs the required parts, reports the others, and fails while draining")
    func readiness() async {
        let switches = Switches()
        let router = router(switches)
        var answer = await get("/readyz", router)
        #expect(answer == (.ok, #"{"status":"ready","checks":{"postgres":"ok","redis":"ok"}}"#))
        switches.redis.withLock { $0 = false }
        answer = await get("/readyz", router)
        #expect(answer == (.ok, #"{"status":"ready","checks":{"postgres":"ok","redis":"degraded"}}"#))
        switches.database.withLock { $0 = false }
        answer = await get("/readyz", router)
        #expect(
            answer == (.serviceUnavailable, #"{"status":"unavailable","checks":{"postgres":"unavailable","redis":"degraded"}}"#))
        switches.database.withLock { $0 = true }
        switches.draining.withLock { $0 = true }
        answer = await get("/readyz", router)
        #expect(answer == (.serviceUnavailable, #"{"status":"draining","checks":{"postgres":"ok","redis":"degraded"}}"#))
        #expect(await get("/livez", router) == (.ok, "ok\n"))
    }

    @Test("checks of one name are one: it holds when all do, and is required when one is, whichever comes first")
    func merged() async {
        for first in [(true, true), (true, false), (false, true), (false, false)] {
            for second in [(true, true), (true, false), (false, true), (false, false)] {
                let router = Router()
                Health(
                    checks: [
                        Health.Check("kafka", required: first.0) { first.1 }, Health.Check("redis", required: false) { true },
                        Health.Check("kafka", required: second.0) { second.1 },
                    ], metrics: MetricsRegistry(), openAPI: [], isDraining: { false }
                ).register(on: router)
                let (isReady, isRequired) = (first.1 && second.1, first.0 || second.0)
                let state = isReady ? "ok" : isRequired ? "unavailable" : "degraded"
                let answer = await get("/readyz", router)
                #expect(answer.status == (isReady || !isRequired ? .ok : .serviceUnavailable))
                #expect(answer.text.hasSuffix(#""checks":{"kafka":"\#(state)","redis":"ok"}}"#))
                let gauges = await get("/metrics", router).text
                #expect(gauges.contains("dependency_ready{name=\"kafka\"} \(isReady ? 1 : 0)\n"))
            }
        }
    }

    @Test("metrics and the contract are served as they are")
    func texts() async {
        let router = router(Switches())
        #expect(await get("/metrics", router).text.contains("requests_total 3\n"))
        #expect(await get("/openapi.yaml", router) == (.ok, "openapi: 3.1.0\n"))
    }
}
