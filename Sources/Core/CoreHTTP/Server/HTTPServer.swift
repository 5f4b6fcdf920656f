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
    let buffers: BufferPool
    let sessions: LiveSessions
    private let listener: TCPListener
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    /// Connections and sessions of each address that is counted.
    private var addresses: [SocketAddress.Host: Int] = [:]
    private var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
    private var date: (second: Int, text: [UInt8]) = (0, [])
    private let accepted: LoopEvent
    private let drained: LoopEvent
    /// The listener is closed: sessions, and connections between two requests, end.
    private(set) var isClosing = false

    /// Binds and listens. Throws EADDRINUSE and the like.
    package init(_ configuration: ServerConfiguration, router: Router, on loop: EventLoop) throws(SystemError) {
        self.configuration = configuration
        self.router = router
        self.loop = loop
        listener = try TCPListener(on: configuration.address, loop: loop)
        accepted = LoopEvent(on: loop)
        drained = LoopEvent(on: loop)
        buffers = BufferPool()
        sessions = LiveSessions(
            buffers: buffers, webSocketLimits: configuration.webSocket, open: configuration.metrics?.sessions,
            slow: configuration.metrics?.slowSessions)
        sessions.onEnd = { [unowned self] in signalIfEmpty() }
    }

    /// Where it listens, with the actual port if 0 was given.
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
            accepted.set()
            await drained.wait()
        }
    }

    /// How long a TCP handshake that has begun may take to finish: a round trip to the proxy before us.
    package static let handshake = Duration.milliseconds(50)

    /// Ends so that no request is lost, whatever is on its way. Runs once, while `run` does.
    ///
    /// ```
    /// announced   for `drainGrace`: every answer says Connection: close, readiness fails; everything is accepted and answered
    /// refused     for a round trip: no connection begins, those that have begun are accepted; then nobody listens
    /// closed      WebSockets with 1001, event streams, connections that have stayed idle
    /// waited for  requests that run, until `limit` is over
    /// ```
    package func drain(within limit: Duration) async {
        let deadline = loop.now + limit
        isDraining = true
        await loop.sleep(min(configuration.drainGrace, limit / 2))
        listener.refuseHandshakes()
        await loop.sleep(min(Self.handshake, limit / 8))
        listener.closeWhenEmpty()
        await accepted.wait()
        isClosing = true
        sessions.drain()
        for connection in connections.values { connection.drain() }
        await ended(within: deadline - loop.now)
        for connection in connections.values { connection.abort() }
        sessions.abort()
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
        let host = stream.peer.network
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
        var answer = ByteBuffer(capacity: 512)
        let problem = Problem(.overloaded, "Too many connections are open.").with(field: "Retry-After", "1")
        let trace = trace(for: nil)
        write(problem.response(sentPath: nil, trace: trace), trace, into: &answer)
        _ = answer.send(to: stream)
        stream.close()
    }

    // MARK: For connections

    /// In every answer: a browser takes the content for what Content-Type says and does not guess.
    static let constantFields: StaticString = "X-Content-Type-Options: nosniff\r\n"

    /// Writes an answer that no middleware has seen and after which the connection ends. To HEAD without its content.
    func write(_ refusal: Response, _ trace: TraceContext, withContent: Bool = true, into output: inout ByteBuffer) {
        guard case .bytes(let content) = refusal.body else { preconditionFailure("a refusal is a problem") }
        var fields = refusal.fields
        fields.set("X-Request-ID", trace.traceID)
        ResponseWriter.writeHead(
            refusal.status, version: .http11, fields: fields, constant: Self.constantFields,
            framing: .length(content.count),
            keepAlive: false, date: dateValue(), into: &output)
        if withContent { output.append(content) }
    }

    func ended(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
        configuration.metrics?.connections.subtract()
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

    /// Continues the trace that the request names. Begins a new one without a head, and unless there is exactly one valid
    /// traceparent.
    func trace(for head: RequestHead?) -> TraceContext {
        let next = { self.random.next() }
        if let head, let continued = head.withOnlyField("traceparent", { TraceContext(traceparent: $0, random: next) }),
            let continued
        {
            return continued
        }
        return TraceContext(random: next, isSampled: configuration.samplesTraces)
    }
}
