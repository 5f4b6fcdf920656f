import Logging
package import Reactor
package import ServiceRuntime

/// The settings that every daemon has: where it listens, on how many loops, how it logs and how long it takes to end.
package struct DaemonConfiguration: Sendable {
    /// `PORT`; each daemon has a default of its own.
    package let port: ConfigurationKey<Int>

    package static let host = ConfigurationKey<SocketAddress.Host>(
        "HOST", default: .v4(0), type: "IP address", help: "Address to listen on: 0.0.0.0 all of IPv4, :: all of IPv6 (and IPv4).",
        show: { SocketAddress($0, port: 0).hostText }
    ) { text in
        SocketAddress(numeric: text, port: 0).map { .value($0.host) } ?? .invalid("must be an IP address")
    }
    package static let loops = ConfigurationKey<Int?>(
        "LOOPS", default: .some(nil), type: "integer, 1 to 256",
        help: "Event loops, each a thread; unset: one for each core that the process may use.",
        show: { _ in "" }
    ) { text in
        Int(text).flatMap { 1...256 ~= $0 ? .value($0) : nil } ?? .invalid("must be an integer, 1 to 256")
    }
    package static let maxConnections = ConfigurationKey(
        "MAX_CONNECTIONS", default: 20_000, range: 1...1_000_000, help: "Open connections; one more is answered 503 and closed.")
    package static let trustedProxies = ConfigurationKey<[AddressBlock]>(
        "TRUSTED_PROXIES", default: [], type: "list of IP addresses and blocks",
        help: "Proxies whose X-Forwarded-For is believed, like 127.0.0.1,10.0.0.0/8.",
        show: { $0.map(\.description).joined(separator: ",") }
    ) { text in
        let parts = text.split(separator: ",").map { $0.filter { $0 != " " } }
        let blocks = parts.compactMap { AddressBlock($0) }
        return blocks.count == parts.count ? .value(blocks) : .invalid("must be a list of IP addresses and blocks like 10.0.0.0/8")
    }
    package static let shutdownTimeout = ConfigurationKey(
        "SHUTDOWN_TIMEOUT", default: .seconds(10), range: .milliseconds(100)...(.seconds(3_600)),
        help: "From SIGTERM to the end: running requests finish, sockets close, queues empty.")

    package static let drainGrace = ConfigurationKey(
        "DRAIN_GRACE", default: .seconds(2), range: .zero...(.seconds(600)),
        help: "From SIGTERM on new connections are taken so long, while /readyz fails: more than proxies keep idle ones.")

    package init(defaultPort: Int) {
        port = ConfigurationKey(
            "PORT", default: defaultPort, range: 0...65_535,
            help: "TCP port; 0 takes a free one, the line \"listening\" on standard output tells it.")
    }

    package var keys: [any AnyConfigurationKey] {
        [
            port, Self.host, Self.loops, Self.maxConnections, Self.trustedProxies, Self.drainGrace, Self.shutdownTimeout,
            ConfigurationKey<Logger.Level>.logLevel,
            TracingConfiguration.endpoint,
        ]
    }

    /// `cores`: what an unset `LOOPS` stands for.
    package func settings(name: String, from configuration: Configuration, cores: Int) -> DaemonSettings {
        let loops = configuration[Self.loops] ?? cores
        let address = SocketAddress(configuration[Self.host], port: UInt16(configuration[port]))
        var server = ServerConfiguration(address: address)
        server.maxConnections = max(1, configuration[Self.maxConnections] / loops)
        server.trustedProxies = TrustedProxies(configuration[Self.trustedProxies])
        server.drainGrace = configuration[Self.drainGrace]
        var settings = DaemonSettings(name: name, loops: loops, server: server)
        settings.shutdownTimeout = configuration[Self.shutdownTimeout]
        settings.collector = configuration[TracingConfiguration.endpoint]
        return settings
    }
}
