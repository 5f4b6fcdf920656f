import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("WebSocketSession on a socket") struct WebSocketSessionTests {
    private static let handshake =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

    private func withSocket<R: Sendable>(
        closed: Recorder<UInt16> = Recorder(),
        _ body: @escaping @Sendable (RawPeer, HTTPServer) async throws -> R
    ) async throws -> R {
        try await onLoop { loop in
            let router = Router()
            router.on(.get, "/ws") { request in
                try WebSocketUpgrade.accept(request, subprotocols: ["chat"]) { session in
                    session.onMessage = { session, message in
                        switch message {
                        case .text(let text): session.send(text: text)
                        case .binary(let bytes): session.send(binary: bytes)
                        }
                    }
                    session.onClose = { closed.record($0) }
                }
            }
            return try await withServer(router, on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                try await peer.send(Self.handshake)
                let answer = try #require(try await peer.response())
                #expect(answer.status == 101 && answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                return try await body(peer, server)
            }
        }
    }

    private func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8], fin: Bool = true) -> [UInt8] {
        var buffer = ByteBuffer()
        WebSocketWriter.write(opcode, payload: payload, fin: fin, mask: 0x1234_5678, into: &buffer)
        return buffer.array()
    }

    @Test("messages come back, whole or in fragments with a ping between them, byte by byte too")
    func echo() async throws {
        try await withSocket { peer, _ in
            var reader = WebSocketReader(role: .client, limits: WebSocketLimits())
            try await peer.send(frame(.text, Array("héllo".utf8)))
            #expect(try await peer.event(&reader) == .text("héllo"))
            let fragments = frame(.binary, [1, 2], fin: false) + frame(.ping, [9]) + frame(.continuation, [3])
            for byte in fragments { try await peer.send([byte]) }
            #expect(try await peer.event(&reader) == .pong([9]))
            #expect(try await peer.event(&reader) == .binary([1, 2, 3]))
        }
    }

    @Test("the close handshake is answered with the peer's code, and the connection ends")
    func close() async throws {
        let closed = Recorder<UInt16>()
        try await withSocket(closed: closed) { peer, server in
            var reader = WebSocketReader(role: .client, limits: WebSocketLimits())
            try await peer.send(frame(.close, [0x0F, 0xA0]))
            #expect(try await peer.event(&reader) == .close(code: 4000, reason: ""))
            #expect(try await peer.rest().isEmpty)
            #expect(server.sessionCount == 0)
        }
        #expect(closed.all == [4000])
    }

    @Test(
        "a peer that breaks the protocol is told the code",
        arguments: [
            ([0x81, 0x01, 0x61], 1002), ([0xC1, 0x80, 0, 0, 0, 0], 1002), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
            ([0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], 1009),
        ] as [([UInt8], UInt16)])
    func broken(bytes: [UInt8], code: UInt16) async throws {
        try await withSocket { peer, _ in
            var reader = WebSocketReader(role: .client, limits: WebSocketLimits())
            try await peer.send(bytes)
            guard case .close(let told, _) = try await peer.event(&reader) else {
                Issue.record("no close frame")
                return
            }
            #expect(told == code)
        }
    }

    @Test("draining closes with 1001")
    func drain() async throws {
        try await withSocket { peer, server in
            async let drained: Void = server.drain(within: .seconds(2))
            var reader = WebSocketReader(role: .client, limits: WebSocketLimits())
            #expect(try await peer.event(&reader) == .close(code: 1001, reason: "going away"))
            try await peer.send(frame(.close, [0x03, 0xE9]))
            #expect(try await peer.rest().isEmpty)
            await drained
        }
    }

    @Test(
        "a request that is no handshake of version 13 is refused",
        arguments: [("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426), ("dGhlIHNhbXBsZSBub25jZQ==", "short", 400)])
    func refused(what: String, by: String, status: Int) async throws {
        try await onLoop { loop in
            let router = Router()
            router.on(.get, "/ws") { try WebSocketUpgrade.accept($0, subprotocols: []) { _ in } }
            try await withServer(router, on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                try await peer.send(Self.handshake.replacing(what, with: by))
                let answer = try #require(try await peer.response())
                #expect(answer.status == status)
                if status == 426 { #expect(answer["Sec-WebSocket-Version"] == "13") }
            }
        }
    }
}
