import HTTPWire
package import ServiceRuntime

/// The routes of every daemon that orchestrators and people who run it call: GET /livez, /readyz, /metrics, /openapi.yaml.
package struct Health {
    /// One part the daemon leans on. Of those that are not `required` a loss is reported, and readiness stays.
    package struct Check {
        package let name: String
        package let required: Bool
        package let isReady: () -> Bool

        package init(_ name: String, required: Bool, isReady: @escaping () -> Bool) {
            self.name = name
            self.required = required
            self.isReady = isReady
        }
    }

    static let paths: Set = ["/livez", "/readyz", "/metrics", "/openapi.yaml"]

    private let checks: [Check]
    private let isDraining: () -> Bool
    private let metrics: MetricsRegistry
    private let openAPI: [UInt8]

    /// `isDraining`: readiness fails from the first moment of a shutdown. `openAPI`: the service's contract.
    package init(checks: [Check], metrics: MetricsRegistry, openAPI: [UInt8], isDraining: @escaping () -> Bool) {
        self.checks = checks
        self.metrics = metrics
        self.openAPI = openAPI
        self.isDraining = isDraining
    }

    package func register(on router: Router) {
        router.on(.get, "/livez") { _ in .text("ok\n") }
        router.on(.get, "/readyz") { _ in readiness() }
        let states = checks.map { check in
            let help = "1 while the daemon has what it leans on; as the loop sees it that answers."
            return (check, metrics.gauge("dependency_ready", help: help, labels: ["name": check.name]))
        }
        router.on(.get, "/metrics") { _ in
            for (check, gauge) in states { gauge.set(check.isReady() ? 1 : 0) }
            return .bytes(Array(metrics.render().utf8), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.on(.get, "/openapi.yaml") { _ in .bytes(openAPI, contentType: "application/yaml") }
    }

    /// 200 or 503 with `{"status":"ready|draining|unavailable","checks":{"postgres":"ok|degraded|unavailable"}}`.
    private func readiness() -> Response {
        let states = checks.map { (name: $0.name, ready: $0.isReady(), required: $0.required) }
        let available = states.allSatisfy { $0.ready || !$0.required }
        let draining = isDraining()
        return .json(available && !draining ? .ok : .serviceUnavailable) { json in
            json.beginObject()
            json.field("status", draining ? "draining" : available ? "ready" : "unavailable")
            json.key("checks")
            json.beginObject()
            for state in states {
                json.key(escaping: state.name)
                json.value(state.ready ? "ok" : state.required ? "unavailable" : "degraded")
            }
            json.endObject()
            json.endObject()
        }
    }
}
