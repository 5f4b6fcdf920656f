import CoreHTTP
import Reactor
import ServiceRuntime
import Testing

@Suite("Daemon settings") struct DaemonConfigurationTests {
    private let daemon = DaemonConfiguration(defaultPort: 3001)

    private func settings(_ environment: [String: String]) throws -> DaemonSettings {
        daemon.settings(name: "auth", from: try ConfigurationReader(environment: environment).read(daemon.keys), cores: 4)
    }

    @Test("unset, a daemon listens everywhere on its port with a loop a core")
    func defaults() throws {
        let settings = try settings([:])
        #expect(settings.server.address == SocketAddress(.v4(0), port: 3001))
        #expect(settings.loops == 4)
        #expect(settings.server.maxConnections == 5_000)
        #expect(settings.shutdownTimeout == .seconds(10))
    }

    @Test("set, it does as told; connections are shared among the loops")
    func given() throws {
        let settings = try settings(["HOST": "::1", "PORT": "0", "LOOPS": "2", "MAX_CONNECTIONS": "100", "SHUTDOWN_TIMEOUT": "3s"])
        #expect(settings.server.address == SocketAddress(.v6(1), port: 0))
        #expect(settings.loops == 2)
        #expect(settings.server.maxConnections == 50)
        #expect(settings.shutdownTimeout == .seconds(3))
    }

    @Test("everything wrong is told at once")
    func wrong() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try settings(["HOST": "localhost", "PORT": "70000", "LOOPS": "0"])
        }
        guard case .problems(let problems) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(problems.map { $0.prefix { $0 != " " } } == ["PORT", "HOST", "LOOPS"])
    }
}
