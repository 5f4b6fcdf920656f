import Glibc
import HTTPWire
package import Reactor
import ServiceRuntime

/// The server of one loop: accepts connections, runs each as a child task, and drains. Confined to its loop.
package final class HTTPServer: @unchecked Sendable {  // loop-confined
    package let loop: EventLoop
    package let configuration: ServerConfiguration
    package private(set) var isDraining = false

    let router: Router
    let buffers = BufferPool()
    private let listener: TCPListener
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    /// Connections and sessions of each address that is counted.
    private var addresses: [SocketAddress.Host: Int] = [:]
    private var sessions: [ObjectIdentifier: any LiveSession] = [:]
    private var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
    private var date: (second: Int, text: [UInt8]) = (0, [])
    private let drained: LoopEvent

    /// Binds and listens. Throws EADDRINUSE and the like.
    package init(_ configuration: ServerConfiguration, router: Router, on loop: EventLoop) throws(SystemError) {
        self.configuration = configuration
        self.router = router
        self.loop = loop
        listener = try TCPListener(on: configuration.address, loop: loop)
        drained = LoopEvent(on: loop)
    }

    /// Where it listens: tells the port that 0 was given.
    package var address: SocketAddress { listener.address }
    package var connectionCount: Int { connections.count }
    package var sessionCount: Int { sessions.count }

    /// Serves until `drain` has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while let stream = await listener.accept() {
                guard admit(stream) else {
                    configuration.metrics?.refused.add()
                    refuse(stream)
                    continue
                }
                configuration.metrics?.accepted.add()
                configuration.metrics?.connections.add()
                let connection = HTTPConnection(stream, server: self)
                connections[ObjectIdentifier(connection)] = connection
                group.addTask { await connection.serve() }
            }
            await drained.wait()
        }
    }

    /// How long idle connections stay open, so that a request that is on its way when the server begins to drain is answered.
    private static let grace = Duration.milliseconds(500)

    /// Stops accepting, closes WebSockets with 1001 and event streams, lets running requests finish, and after `limit` closes what is
    /// left. Every answer closes its connection; connections that stay idle are closed after a moment.
    package func drain(within limit: Duration) async {
        let deadline = loop.now + limit
        isDraining = true
        listener.close()
        for session in sessions.values { session.drain() }
        await ended(within: min(Self.grace, limit / 4))
        for connection in connections.values { connection.drain() }
        await ended(within: deadline - loop.now)
        for connection in connections.values { connection.abort() }
        for session in sessions.values { session.abort() }
        drained.set()
    }

    private var allEnded: LoopEvent?

    private func ended(within limit: Duration) async {
        guard !(connections.isEmpty && sessions.isEmpty) else { return }
        let event = LoopEvent(on: loop)
        allEnded = event
        _ = await event.wait(atMost: limit)
    }

    private func admit(_ stream: TCPStream) -> Bool {
        guard connections.count + sessions.count < configuration.maxConnections else { return false }
        if configuration.isUncounted(stream.peer) || configuration.trustedProxies.contains(stream.peer) { return true }
        let host = stream.peer.unmapped
        let count = addresses[host, default: 0]
        guard count < configuration.maxConnectionsPerAddress else { return false }
        addresses[host] = count + 1
        stream.onClose = { [weak self] in
            guard let self else { return }
            let left = addresses[host, default: 1] - 1
            addresses[host] = left == 0 ? nil : left
        }
        return true
    }

    private func refuse(_ stream: TCPStream) {
        let answer: StaticString =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        _ = stream.write(Array("\(answer)".utf8))
        stream.close()
    }

    // MARK: For connections

    func ended(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
        configuration.metrics?.connections.subtract()
        signalIfEmpty()
    }

    func began(_ session: any LiveSession) {
        sessions[ObjectIdentifier(session)] = session
        configuration.metrics?.sessions.add()
    }

    func ended(_ session: any LiveSession) {
        sessions[ObjectIdentifier(session)] = nil
        configuration.metrics?.sessions.subtract()
        signalIfEmpty()
    }

    private func signalIfEmpty() {
        if connections.isEmpty, sessions.isEmpty { allEnded?.set() }
    }

    /// The Date field's value, made once a second.
    func dateValue() -> [UInt8] {
        let second = time(nil)
        if second != date.second { date = (second, HTTPDate.imfFixdate(epochSeconds: second)) }
        return date.text
    }

    func trace(for head: RequestHead) -> TraceContext {
        let next = { self.random.next() }
        if let continued = head.withField("traceparent", { TraceContext(traceparent: $0, random: next) }), let continued {
            return continued
        }
        return TraceContext(random: next, isSampled: configuration.samplesTraces)
    }
}
