import Glibc
import ServiceRuntime
import Testing

@Suite("The process tells its own figures")
struct ProcessMetricsTests {
    private func values(_ registry: MetricsRegistry) -> [Substring: Double] {
        var values: [Substring: Double] = [:]
        for line in registry.render().split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            values[parts[0]] = Double(parts[1])
        }
        return values
    }

    @Test func figuresAreThoseOfThisProcess() throws {
        let registry = MetricsRegistry()
        registry.observeProcess(service: "auth", clock: .fixed(1_772_353_800_250))
        let values = values(registry)
        #expect(values["build_info{service=\"auth\",version=\"\(BuildInfo.version)\"}"] == 1)
        #expect(values["process_start_time_seconds"] == 1_772_353_800.25)
        #expect(try #require(values["process_cpu_seconds_total"]) > 0)
        #expect((1_000_000.0...100_000_000_000).contains(try #require(values["process_resident_memory_bytes"])))
        #expect(try #require(values["process_open_fds"]) >= 3)
    }
}
