import ServiceRuntime
import Testing

@Suite("Metrics render as Prometheus reads them")
struct MetricsTests {
    private let registry = MetricsRegistry()

    @Test func anEmptyRegistryRendersNothing() {
        #expect(registry.render() == "")
    }

    @Test func theWholeTextInAlphabeticalOrder() {
        registry.counter("http_requests_total", help: "Requests answered.", labels: ["method": "POST", "code": "200"]).add(2)
        registry.counter("http_requests_total", help: "Requests answered.", labels: ["code": "200", "method": "GET"]).add()
        registry.gauge("connections", help: "Open now.").set(-3)
        registry.observe("up_seconds", help: "Since the start.") { 1.5 }
        registry.observeTotal("cpu_seconds_total", help: "Used.") { 2 }
        let histogram = registry.histogram("wait_seconds", help: "Waited.", bounds: [0.1, 1], labels: ["pool": "db"])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value) }
        #expect(
            registry.render() == """
                # HELP connections Open now.
                # TYPE connections gauge
                connections -3
                # HELP cpu_seconds_total Used.
                # TYPE cpu_seconds_total counter
                cpu_seconds_total 2
                # HELP http_requests_total Requests answered.
                # TYPE http_requests_total counter
                http_requests_total{code="200",method="GET"} 1
                http_requests_total{code="200",method="POST"} 2
                # HELP up_seconds Since the start.
                # TYPE up_seconds gauge
                up_seconds 1.5
                # HELP wait_seconds Waited.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{pool="db",le="0.1"} 2
                wait_seconds_bucket{pool="db",le="1"} 3
                wait_seconds_bucket{pool="db",le="+Inf"} 4
                wait_seconds_sum{pool="db"} 7.65
                wait_seconds_count{pool="db"} 4

                """)
    }

    @Test func helpAndLabelsAreEscaped() {
        registry.gauge("g", help: "back\\slash\nand \"quote\"", labels: ["l": "a\\b\"c\nd"]).set(1)
        #expect(registry.render() == "# HELP g back\\\\slash\\nand \"quote\"\n# TYPE g gauge\ng{l=\"a\\\\b\\\"c\\nd\"} 1\n")
    }

    @Test(arguments: [
        (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0, "0"), (-0.25, "-0.25"), (1e21, "1e+21"),
        (5e-4, "0.0005"),
    ])
    func numbersAreWrittenAsGoReadsThem(number: Double, text: String) {
        registry.observe("n", help: "") { number }
        #expect(registry.render().hasSuffix("\nn \(text)\n"))
    }

    @Test func theSameNameAndLabelsAreOneInstrument() {
        let first = registry.counter("a_total", help: "", labels: ["x": "1", "y": "2"])
        #expect(registry.counter("a_total", help: "", labels: ["y": "2", "x": "1"]) === first)
        #expect(registry.counter("a_total", help: "", labels: ["x": "2", "y": "2"]) !== first)
        #expect(registry.gauge("b", help: "") === registry.gauge("b", help: ""))
        #expect(registry.histogram("c", help: "") === registry.histogram("c", help: ""))
        registry.observe("d", help: "") { 1 }
        registry.observe("d", help: "") { 2 }
        #expect(registry.render().hasSuffix("\nd 2\n"))
    }

    @Test func aNameHoldsAThousandSeriesAndOneForTheRest() {
        for number in 0..<1_500 { registry.counter("r_total", help: "", labels: ["path": "/\(number)"]).add() }
        let lines = registry.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 1_001)
        #expect(lines.contains("r_total{path=\"overflow\"} 500"))
        registry.counter("r_total", help: "", labels: ["path": "/7"]).add()
        #expect(registry.render().contains("r_total{path=\"/7\"} 2\n"))
    }

    @Test func bucketsIncludeTheirBound() {
        let histogram = registry.histogram("h", help: "", bounds: [1, 2, 4])
        for value in [-1, 1, 1.0000001, 2, 4, 4.1, .infinity] { histogram.observe(value) }
        #expect(histogram.cumulativeCounts == [2, 4, 5, 7])
        let seconds = registry.histogram("s", help: "", bounds: [0.001, 0.25])
        seconds.observe(.milliseconds(1))
        seconds.observe(.milliseconds(250))
        seconds.observe(.seconds(3))
        #expect(seconds.cumulativeCounts == [1, 2, 3])
        #expect(abs(seconds.sum - 3.251) < 1e-9)
    }

    @Test func nothingIsLostBetweenThreads() async {
        let counter = registry.counter("c_total", help: "")
        let gauge = registry.gauge("g", help: "")
        let histogram = registry.histogram("h", help: "", bounds: [0.5])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { @concurrent in
                    for round in 0..<20_000 {
                        counter.add()
                        gauge.add(2)
                        gauge.subtract()
                        histogram.observe(Double(round % 2))
                    }
                }
            }
        }
        #expect(counter.value == 80_000)
        #expect(gauge.value == 80_000)
        #expect(histogram.cumulativeCounts == [40_000, 80_000])
        #expect(histogram.sum == 40_000)
    }

    @Test func anotherKindUnderTheSameNameTraps() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.counter("a", help: "")
            _ = registry.gauge("a", help: "")
        }
    }

    @Test func otherLabelsUnderTheSameNameTrap() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.counter("a", help: "", labels: ["x": "1"])
            _ = registry.counter("a", help: "", labels: ["y": "1"])
        }
    }

    @Test func aNamePrometheusDoesNotAllowTraps() async {
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counter("http-requests", help: "") }
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counter("a", help: "", labels: ["le": "1"]) }
    }
}
