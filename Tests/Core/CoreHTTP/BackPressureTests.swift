import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("Live sessions and back-pressure") struct BackPressureTests {
    private static let handshake =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    /// More than the queue of a session and the kernel's buffers take together.
    private static let huge = 16 * 1_048_576

    private func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> [UInt8] {
        var buffer = ByteBuffer()
        WebSocketWriter.write(opcode, payload: payload, mask: 0x1234_5678, into: &buffer)
        return buffer.array()
    }

    /// A WebSocket whose session is given to `begin`.
    private func withSocket(
        received: [UInt8] = [], begin: @escaping @Sendable (WebSocketSession) -> Void,
        _ body: @escaping @Sendable (RawPeer, inout WebSocketReader) async throws -> Void
    ) async throws {
        try await onLoop { loop in
            let router = Router()
            router.on(.get, "/ws") { request in try WebSocketUpgrade.accept(request, subprotocols: [], begin: begin) }
            try await withServer(router, on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                try await peer.send(Array(Self.handshake.utf8) + received)
                #expect(try await peer.head()?.status.code == 101)
                var reader = WebSocketReader(role: .client, limits: WebSocketLimits(frame: Self.huge, message: Self.huge))
                try await body(peer, &reader)
            }
        }
    }

    @Test("a message of any size goes out of an empty queue, and what fits waits behind it")
    func large() async throws {
        let huge = Self.huge
        try await withSocket(
            begin: { session in
                session.onMessage = { session, _ in
                    session.send(binary: [UInt8](repeating: 1, count: huge))
                    session.send(text: "behind")
                }
            },
            { peer, reader in
                for _ in 0..<3 {
                    try await peer.send(frame(.text, Array("go".utf8)) + frame(.ping, [7]))
                    guard case .binary(let bytes) = try await peer.event(&reader) else {
                        Issue.record("not the large message")
                        return
                    }
                    #expect(bytes.count == huge)
                    #expect(try await peer.event(&reader) == .text("behind"))
                    #expect(try await peer.event(&reader) == .pong([7]))
                }
            })
    }

    @Test("a second large message behind one that nobody reads closes with 1013, when the first is out")
    func tooMuch() async throws {
        let huge = Self.huge
        try await withSocket(
            begin: { session in
                session.onMessage = { session, _ in
                    for _ in 0..<2 { session.send(binary: [UInt8](repeating: 1, count: huge)) }
                }
            },
            { peer, reader in
                try await peer.send(frame(.text, Array("go".utf8)))
                guard case .binary = try await peer.event(&reader) else {
                    Issue.record("not the large message")
                    return
                }
                #expect(try await peer.event(&reader) == .close(code: 1013, reason: "too slow"))
            })
    }

    @Test("an event of any size goes out of an empty stream")
    func largeEvent() async throws {
        try await onLoop { loop in
            let router = Router()
            let text = String(repeating: "x", count: Self.huge)
            router.on(.get, "/events") { _ in
                EventStreamSession.response { session in
                    session.send(ServerSentEvent(data: text))
                    session.send(ServerSentEvent(data: "behind"))
                }
            }
            try await withServer(router, on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                try await peer.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await peer.head()?.status.code == 200)
                let expected = Array("data: \(text)\n\ndata: behind\n\n".utf8)
                #expect(try await peer.bytes(expected.count) == expected)
            }
        }
    }

    /// Handles one message a turn of the loop and never holds more than `limit`.
    private final class Worker: @unchecked Sendable {  // loop-confined
        let limit: Int
        private(set) var handled: [String] = []
        private(set) var most = 0
        private var waiting: [String] = []
        private var isBusy = false

        init(limit: Int) { self.limit = limit }

        func take(_ text: String, from session: WebSocketSession) {
            waiting.append(text)
            most = max(most, waiting.count)
            if waiting.count == limit { session.pauseReceiving() }
            if !isBusy { work(session) }
        }

        private func work(_ session: WebSocketSession) {
            isBusy = true
            session.loop.execute {
                self.handled.append(self.waiting.removeFirst())
                session.send(text: self.handled.last ?? "")
                if self.waiting.count == self.limit / 2 { session.resumeReceiving() }
                if self.waiting.isEmpty { self.isBusy = false } else { self.work(session) }
            }
        }
    }

    @Test("who takes so many messages at a time is given no more, and gets all in order", arguments: [1, 2, 7, 64], [true, false])
    func pausing(limit: Int, withHandshake: Bool) async throws {
        let worker = Worker(limit: limit)
        let count = 3_000
        let messages = (0..<count).flatMap { frame(.text, Array("\($0)".utf8)) }
        try await withSocket(
            received: withHandshake ? messages : [],
            begin: { session in
                session.onMessage = { session, message in if case .text(let text) = message { worker.take(text, from: session) } }
            },
            { peer, reader in
                if !withHandshake { try await peer.send(messages) }
                for number in 0..<count { #expect(try await peer.event(&reader) == .text("\(number)")) }
                #expect(worker.most <= limit)
                // Whoever pauses and closes still hears the peer's end.
                try await peer.send(frame(.ping, [1]))
                #expect(try await peer.event(&reader) == .pong([1]))
            })
    }

    @Test("a session that is paused and closes hears the peer's answer")
    func closingWhilePaused() async throws {
        let closed = Recorder<UInt16>()
        try await withSocket(
            begin: { session in
                session.onClose = { closed.record($0) }
                session.onMessage = { session, _ in
                    session.pauseReceiving()
                    session.loop.execute { session.close(code: 4000) }
                }
            },
            { peer, reader in
                try await peer.send(frame(.text, [65]) + frame(.text, [66]))
                #expect(try await peer.event(&reader) == .close(code: 4000, reason: ""))
                try await peer.send(frame(.close, [0x0F, 0xA0]))
                #expect(try await peer.rest().isEmpty)
            })
        #expect(closed.all == [4000])
    }

    @Test("requests that are pipelined by the thousand are answered one after the other, whoever reads slowly waits")
    func pipelined() async throws {
        try await onLoop { loop in
            let router = Router()
            var (running, most, next) = (0, 0, 0)
            router.on(.get, "/:number") { request in
                running += 1
                most = max(most, running)
                #expect(request.parameter("number") == "\(next)")
                next += 1
                await Task.yield()
                running -= 1
                return .text(request.parameter("number"))
            }
            try await withServer(router, on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                let count = 5_000
                async let sent: Void = peer.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
                for number in 0..<count { #expect(try await peer.response()?.text == "\(number)") }
                try await sent
                #expect(most == 1)
            }
        }
    }
}
