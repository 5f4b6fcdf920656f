import HTTPWire
package import ServiceRuntime

/// The routes of every daemon for those who run it: GET /livez, /readyz, /metrics, /openapi.yaml.
package struct Health {
    /// Something the daemon depends on. The loss of one that is not `required` is reported, and the daemon stays ready.
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

    /// Checks of the same name count as one, which passes when all of them do. `isDraining`: readiness fails from the first moment
    /// of a shutdown. `openAPI`: the service's contract.
    package init(checks: [Check], metrics: MetricsRegistry, openAPI: [UInt8], isDraining: @escaping () -> Bool) {
        self.checks = Self.merged(checks)
        self.metrics = metrics
        self.openAPI = openAPI
        self.isDraining = isDraining
    }

    private static func merged(_ checks: [Check]) -> [Check] {
        checks.reduce(into: []) { merged, check in
            guard let index = merged.firstIndex(where: { $0.name == check.name }) else { return merged.append(check) }
            let other = merged[index]
            merged[index] = Check(check.name, required: check.required || other.required) {
                other.isReady() && check.isReady()
            }
        }
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
