import HTTPWire
import Reactor

/// One connection of a client: one exchange at a time. Confined to its loop.
final class ClientConnection: @unchecked Sendable {  // loop-confined
    /// Exchanges completed.
    private(set) var exchanges = 0
    /// Any byte of the current answer has arrived.
    private(set) var heardAnswer = false
    private let stream: TCPStream
    private var input = ByteBuffer()
    private var mayBeReused = true

    private static let limits = {
        var limits = HTTPLimits.default
        limits.body = 4 * 1_048_576
        return limits
    }()

    init(_ stream: TCPStream) { self.stream = stream }

    /// Idle, complete, and not closed by the server meanwhile.
    var isUsable: Bool { mayBeReused && stream.isOpen && !stream.isReadClosed && input.isEmpty }

    func close() { stream.close() }

    func exchange(_ request: ClientRequest, host: String, deadline: MonotonicTime) async throws(HTTPClientError) -> ClientResponse {
        mayBeReused = false
        heardAnswer = false
        stream.setDeadline(deadline)
        try await send(request, host: host)
        let response = try await receive(ResponseParser(limits: Self.limits, requestMethod: request.method))
        stream.setDeadline(nil)
        exchanges += 1
        return response
    }

    private func send(_ request: ClientRequest, host: String) async throws(HTTPClientError) {
        var output = ByteBuffer(capacity: 512 + (request.body?.count ?? 0))
        RequestWriter.writeHead(
            method: request.method, target: request.target, host: host, fields: request.fields,
            framing: request.body.map { .length($0.count) } ?? .none, into: &output)
        if let body = request.body { output.append(body) }
        while !output.isEmpty {
            switch output.send(to: stream) {
            case .bytes: break
            case .wouldBlock: try await wait { await self.stream.writable() }
            case .endOfStream, .failed: throw .connectionLost
            }
        }
    }

    private func receive(_ parser: consuming ResponseParser) async throws(HTTPClientError) -> ClientResponse {
        var head: ResponseHead?
        var body: [UInt8] = []
        while true {
            let event: ResponseEvent
            let consumed: Int
            do {
                (event, consumed) = try input.withSpan { input throws(ResponseError) in try parser.next(input) }
            } catch {
                throw .protocolViolation
            }
            switch event {
            case .head(let received): head = received
            case .body(let range):
                body.append(input, range)
            case .end:
                input.consume(consumed)
                guard let head else { throw .protocolViolation }
                mayBeReused = head.keepAlive
                return ClientResponse(status: head.status, fields: head.fields, body: body)
            case .needMore:
                input.consume(consumed)
                guard try await read() else {
                    do { try parser.finish() } catch { throw heardAnswer ? .protocolViolation : .connectionLost }
                    guard let head else { throw .connectionLost }
                    return ClientResponse(status: head.status, fields: head.fields, body: body)
                }
                continue
            }
            input.consume(consumed)
        }
    }

    /// False at the end of the stream.
    private func read() async throws(HTTPClientError) -> Bool {
        while true {
            switch input.receive(from: stream, atMost: 8_192) {
            case .bytes:
                heardAnswer = true
                return true
            case .wouldBlock: try await wait { await self.stream.readable() }
            case .endOfStream: return false
            case .failed: throw .connectionLost
            }
        }
    }

    private func wait(_ wait: () async -> TCPStream.Wakeup) async throws(HTTPClientError) {
        switch await wait() {
        case .ready: return
        case .deadline: throw .timeout
        case .interrupted: throw .connectionLost
        }
    }
}
