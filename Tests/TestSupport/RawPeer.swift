package import HTTPWire
package import Reactor

/// A peer that sends and receives bytes as they are: for what a well-behaved client would never send.
package final class RawPeer: @unchecked Sendable {  // loop-confined
    package let stream: TCPStream
    private var input = ByteBuffer()

    package init(_ address: SocketAddress, on loop: EventLoop) async throws {
        stream = try await TCPStream.connect(to: address, on: loop, deadline: loop.now + .seconds(5))
        stream.setDeadline(loop.now + .seconds(20))
    }

    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) async throws {
        var offset = 0
        while offset < bytes.count {
            switch bytes.withUnsafeBytes({ stream.write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }) {
            case .bytes(let count): offset += count
            case .wouldBlock: guard await stream.writable() == .ready else { throw RawPeerError.noAnswer }
            case .endOfStream, .failed: throw RawPeerError.closed
            }
        }
    }

    /// The next whole response, interim ones included; nil when the server has closed before one.
    package func response(to method: HTTPMethod = .get) async throws -> ClientAnswer? {
        var limits = HTTPLimits.default
        limits.body = .max
        var parser = ResponseParser(limits: limits, requestMethod: method)
        var head: ResponseHead?
        var body: [UInt8] = []
        while true {
            let (event, consumed) = try input.withSpan { try parser.next($0) }
            switch event {
            case .head(let received): head = received
            case .body(let range): input.withBytes { body.append(contentsOf: $0[range]) }
            case .end:
                input.consume(consumed)
                return head.map { ClientAnswer(head: $0, body: body) }
            case .needMore:
                input.consume(consumed)
                guard try await receive() else { return head.map { ClientAnswer(head: $0, body: body) } }
                continue
            }
            input.consume(consumed)
        }
    }

    /// The next head alone; what follows it is read by other means. Nil when the server has closed before one.
    package func head() async throws -> ResponseHead? {
        var parser = ResponseParser(limits: .default, requestMethod: .get)
        while true {
            let (event, consumed) = try input.withSpan { try parser.next($0) }
            input.consume(consumed)
            if case .head(let head) = event { return head }
            guard case .needMore = event else { return nil }
            guard try await receive() else { return nil }
        }
    }

    /// The content of a response whose head has been read, by its Content-Length.
    package func body(of head: ResponseHead) async throws -> [UInt8] {
        try await bytes(head.fields["Content-Length"].flatMap { Int($0) } ?? 0)
    }

    /// Up to the next LF, which is taken.
    package func line() async throws -> String {
        var searched = 0
        while true {
            let end = input.withBytes { $0.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) }
            if let end {
                let line = input.withBytes { String(decoding: $0[..<end], as: UTF8.self) }
                input.consume(end + 1)
                return line
            }
            searched = input.count
            guard try await receive() else { throw RawPeerError.closed }
        }
    }

    /// Everything until the server closes.
    package func rest() async throws -> [UInt8] {
        while try await receive() {}
        return input.array()
    }

    /// At least `count` bytes, which are taken.
    package func bytes(_ count: Int) async throws -> [UInt8] {
        while input.count < count { guard try await receive() else { throw RawPeerError.closed } }
        let bytes = Array(input.array().prefix(count))
        input.consume(count)
        return bytes
    }

    /// The next event of a WebSocket.
    package func event(_ reader: inout WebSocketReader) async throws -> WebSocketEvent {
        while true {
            let (event, consumed) = try input.withSpan { try reader.next($0) }
            input.consume(consumed)
            if event != .needMore { return event }
            guard try await receive() else { throw RawPeerError.closed }
        }
    }

    /// False at the end of the stream.
    private func receive() async throws -> Bool {
        while true {
            var transfer = TCPStream.Transfer.wouldBlock
            input.appendUninitialized(65_536) { space in
                transfer = stream.read(into: space)
                if case .bytes(let count) = transfer { return count }
                return 0
            }
            switch transfer {
            case .bytes: return true
            case .wouldBlock: guard await stream.readable() == .ready else { throw RawPeerError.noAnswer }
            case .endOfStream, .failed: return false
            }
        }
    }
}

package enum RawPeerError: Error { case closed, noAnswer }

/// A response as a test looks at it.
package struct ClientAnswer: Sendable {
    package let head: ResponseHead
    package let body: [UInt8]

    package init(head: ResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    package var status: Int { head.status.code }
    package var text: String { String(decoding: body, as: UTF8.self) }
    package subscript(name: String) -> String? { head.fields[name] }
}
