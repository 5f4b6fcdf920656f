package import HTTPWire
package import Reactor

/// The limits of a server. Every wait and every buffer has one.
package struct ServerConfiguration: Sendable {
    package var address: SocketAddress
    package var limits: HTTPLimits = .default
    package var webSocket: WebSocketLimits = WebSocketLimits()
    /// From the first byte of a request to the end of its head.
    package var headTimeout: Duration = .seconds(10)
    /// From the end of the head to the end of the body, however fast it comes.
    package var bodyTimeout: Duration = .seconds(60)
    /// What a body may take before it must keep up with `minimumBodyRate`.
    package var bodyGrace: Duration = .seconds(10)
    /// Bytes a second that a body must bring on average.
    package var minimumBodyRate = 1_024
    /// Between requests on a kept-alive connection.
    package var idleTimeout: Duration = .seconds(75)
    /// For a peer that does not read: since the last byte that it took.
    package var writeTimeout: Duration = .seconds(30)
    /// Open connections of this loop, WebSockets included; beyond it a connection is answered 503 and closed.
    package var maxConnections = 20_000
    /// Of these, the most from one address; those for which `isUncounted` holds, proxies and the machine itself, have no limit.
    package var maxConnectionsPerAddress = 512
    package var isUncounted: @Sendable (SocketAddress) -> Bool = { $0.isLoopback }
    /// How long a server that ends still accepts, and leaves idle connections to their peers: longer than a proxy keeps one idle.
    package var drainGrace: Duration = .milliseconds(500)
    /// The proxies whose X-Forwarded-For is believed.
    package var trustedProxies = TrustedProxies()
    /// Whether a trace that begins here is sampled; one that comes with a request is as its caller says.
    package var samplesTraces = false

    /// Where connections and bytes are counted.
    package var metrics: ServerMetrics?

    package init(address: SocketAddress) { self.address = address }
}
