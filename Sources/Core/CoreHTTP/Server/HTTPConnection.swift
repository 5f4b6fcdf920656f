import HTTPWire
import Reactor
import ServiceRuntime

/// One connection as one structured task: read what is there, answer every request in it, write the answers at once, wait for more.
/// Confined to its loop.
final class HTTPConnection: @unchecked Sendable {  // loop-confined
    private enum End {
        case close
        /// The peer may still be sending: say that no more is read, then give it time to read the answer (RFC 9112 section 9.6).
        case linger
        case webSocket(WebSocketUpgrade)
        case events(@Sendable (EventStreamSession) -> Void)
    }

    /// The server holds this connection too, until `ended`.
    private let server: HTTPServer
    private let stream: TCPStream
    private var assembly: RequestAssembly
    /// Held only while bytes are on their way in or out.
    private var buffers: IOBuffers?
    /// The bytes of an unfinished message while we wait for the rest of it.
    private var parked = ByteBuffer()
    private var isWaitingForRequest = false

    private static let flushThreshold = 65_536
    /// A body of this size or more is written directly instead of being copied into the output.
    private static let directThreshold = 4096

    init(_ stream: TCPStream, server: HTTPServer) {
        self.stream = stream
        self.server = server
        assembly = RequestAssembly(limits: server.configuration.limits)
    }

    /// Closes between two requests; one that has begun is answered.
    func drain() {
        if isWaitingForRequest { stream.interrupt() }
    }

    func abort() { stream.close() }

    func serve() async {
        let end = await exchange()
        switch end {
        case .close: stream.close()
        case .linger:
            await linger()
            stream.close()
        case .events(let begin): EventStreamSession.begin(begin, on: stream, server.sessions)
        case .webSocket(let upgrade):
            let rest = buffers?.input.array() ?? []
            WebSocketSession.begin(upgrade, on: stream, server.sessions, received: rest)
        }
        buffers = nil
        server.ended(self)
    }

    private func exchange() async -> End {
        while true {
            let buffers = self.buffers ?? unpark()
            switch buffers.input.receive(from: stream) {
            case .bytes(let count):
                server.configuration.metrics?.received.add(count)
                if let end = await answerAll(buffers) { return end }
            case .wouldBlock:
                guard park(buffers) else { return .close }
                let wakeup = await stream.readable()
                guard wakeup == .ready else { return await giveUp(wakeup) }
                isWaitingForRequest = false
            case .endOfStream, .failed: return .close
            }
        }
    }

    // MARK: Requests

    /// Answers every complete request in the input, and writes the answers in one go. Nil: go on reading.
    private func answerAll(_ buffers: IOBuffers) async -> End? {
        var end: End?
        do throws(RequestError) {
            while end == nil, try nextRequest(buffers) { end = await answer(buffers) }
        } catch {
            refuse(Problem(error), buffers)
            end = .linger
        }
        if !writeNow(buffers), !(await flush(buffers)) { return .close }
        return end
    }

    /// True when a request is whole.
    private func nextRequest(_ buffers: IOBuffers) throws(RequestError) -> Bool {
        switch try assembly.next(&buffers.input) {
        case .whole: return true
        case .more(let invites):
            if invites { buffers.output.append(ResponseWriter.continueHead) }
            return false
        }
    }

    /// Runs the handler and appends its answer to the output.
    private func answer(_ buffers: IOBuffers) async -> End? {
        let (head, body) = assembly.take()
        let peer = server.configuration.trustedProxies.client(of: head, peer: stream.peer)
        let response = await server.router.respond(to: Request(head, body: body, peer: peer, trace: server.trace(for: head)))
        let keepAlive = head.keepAlive && !server.isDraining
        switch response.body {
        case .none: writeHead(response, .length(0), to: head, keepAlive: keepAlive, buffers)
        case .bytes(let content):
            writeHead(response, .length(content.count), to: head, keepAlive: keepAlive, buffers)
            if head.method != .head { write(content, buffers) }
        case .events(let begin):
            writeHead(response, .untilClose, to: head, keepAlive: false, buffers)
            return head.method == .head ? .linger : .events(begin)
        case .webSocket(let upgrade):
            writeHead(response, .none, to: head, keepAlive: true, buffers)
            return .webSocket(upgrade)
        }
        if !keepAlive { return .linger }
        if buffers.output.count >= Self.flushThreshold, !(await flush(buffers)) { return .close }
        return nil
    }

    private func writeHead(
        _ response: Response, _ framing: BodyFraming, to head: RequestHead, keepAlive: Bool, _ buffers: IOBuffers
    ) {
        ResponseWriter.writeHead(
            response.status, version: head.version, fields: response.fields, constant: HTTPServer.constantFields, framing: framing,
            keepAlive: keepAlive, date: server.dateValue(), into: &buffers.output)
    }

    /// Answers a request that cannot be understood or is too large with the reason; the connection ends after that.
    private func refuse(_ problem: Problem, _ buffers: IOBuffers) {
        let head = assembly.head
        let trace = server.trace(for: head)
        let response =
            if let head {
                problem.response(instance: head.path, trace: trace)
            } else {
                problem.response(sentPath: assembly.sentPath(buffers.input), trace: trace)
            }
        server.write(response, trace, withContent: head?.method != .head, into: &buffers.output)
    }

    // MARK: Waiting

    private func unpark() -> IOBuffers {
        let buffers = server.buffers.take()
        if !parked.isEmpty {
            buffers.input.append(parked)
            parked = ByteBuffer()
        }
        self.buffers = buffers
        return buffers
    }

    /// Gives the buffers back while we wait for the peer. False: there is nothing more to wait for.
    private func park(_ buffers: IOBuffers) -> Bool {
        let isBetweenRequests = buffers.input.isEmpty && assembly.isIdle
        if isBetweenRequests, server.isClosing { return false }
        if !buffers.input.isEmpty {
            parked = ByteBuffer(capacity: buffers.input.count)
            parked.append(buffers.input)
            buffers.input.removeAll(keepingCapacity: true)
        }
        self.buffers = nil
        server.buffers.give(buffers)
        let now = server.loop.now
        stream.setDeadline(
            isBetweenRequests ? now + server.configuration.idleTimeout : assembly.deadline(at: now, server.configuration))
        isWaitingForRequest = isBetweenRequests
        return true
    }

    /// A timeout, or the end of the server. Answers 408 if a request had begun, otherwise closes silently.
    private func giveUp(_ wakeup: TCPStream.Wakeup) async -> End {
        defer { isWaitingForRequest = false }
        guard wakeup == .deadline, !isWaitingForRequest else { return .close }
        let buffers = unpark()
        refuse(Problem(.requestTimeout, "Send it faster, or in smaller pieces."), buffers)
        return await flush(buffers) ? .linger : .close
    }

    // MARK: Writing

    /// Writes a large body at once, from its own memory.
    private func write(_ content: [UInt8], _ buffers: IOBuffers) {
        guard content.count >= Self.directThreshold else { return buffers.output.append(content) }
        if case .bytes(let count) = buffers.output.send(with: content, to: stream) {
            server.configuration.metrics?.sent.add(count)
        }
    }

    /// Writes what the socket takes without waiting; true when that was all.
    private func writeNow(_ buffers: IOBuffers) -> Bool {
        if !buffers.output.isEmpty, case .bytes(let count) = buffers.output.send(to: stream) {
            server.configuration.metrics?.sent.add(count)
        }
        return buffers.output.isEmpty
    }

    /// Writes the whole output; false when the peer is gone or does not read.
    private func flush(_ buffers: IOBuffers) async -> Bool {
        while !buffers.output.isEmpty {
            switch buffers.output.send(to: stream) {
            case .bytes(let count): server.configuration.metrics?.sent.add(count)
            case .wouldBlock:
                stream.setDeadline(server.loop.now + server.configuration.writeTimeout)
                guard await stream.writable() == .ready else { return false }
            case .endOfStream, .failed: return false
            }
        }
        return true
    }

    /// Reads and drops what the peer still sends, bounded, so that the kernel does not answer it with a reset that would take our
    /// answer with it.
    private func linger() async {
        stream.shutdownWrite()
        stream.allowWaiting()
        stream.setDeadline(server.loop.now + .seconds(1))
        let buffers = self.buffers ?? unpark()
        var budget = 4 * 1_048_576
        while budget > 0 {
            buffers.input.removeAll(keepingCapacity: true)
            switch buffers.input.receive(from: stream) {
            case .bytes(let count): budget -= count
            case .wouldBlock: guard await stream.readable() == .ready else { return }
            case .endOfStream, .failed: return
            }
        }
    }
}
