import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("Event streams") struct EventStreamTests {
    private func withPeer<R: Sendable>(
        _ router: @escaping @Sendable (EventLoop) -> Router, _ body: @escaping @Sendable (RawPeer, HTTPServer) async throws -> R
    )
        async throws -> R
    {
        try await onLoop { loop in
            try await withServer(router(loop), on: loop) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                return try await body(peer, server)
            }
        }
    }

    @Test(
        "an event is written line by line, and nothing in it can make another",
        arguments: [
            (ServerSentEvent(data: "a"), "data: a\n\n"),
            (ServerSentEvent(type: "t", id: "7", data: "a\nb"), "event: t\nid: 7\ndata: a\ndata: b\n\n"),
            (ServerSentEvent(type: "a\ndata: x", data: ""), "event: adata: x\ndata: \n\n"),
            (ServerSentEvent(data: "a\r\nb\rc\n"), "data: a\ndata: b\ndata: c\ndata: \n\n"),
        ])
    func encoding(event: ServerSentEvent, text: String) {
        #expect(String(decoding: event.encoded(), as: UTF8.self) == text)
    }

    @Test("a stream delivers events, ends with a last word when the server drains, and learns of a peer that left")
    func events() async throws {
        let closed = Recorder<String>()
        try await withPeer({ loop in
            let router = Router()
            router.on(.get, "/events") { _ in
                EventStreamSession.response { session in
                    session.onClose = { closed.record("closed") }
                    session.onDrain = { session.send(ServerSentEvent(type: "bye", data: "1001")) }
                    session.send(ServerSentEvent(id: "1", data: "one"))
                }
            }
            return router
        }) { peer, server in
            let leaver = try await RawPeer(server.address, on: server.loop)
            try await leaver.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await leaver.bytes(10)
            try await peer.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await peer.bytes(10)
            #expect(server.sessionCount == 2)
            leaver.stream.close()
            let wait = LoopEvent(on: server.loop)
            while server.sessionCount > 1 { _ = await wait.wait(atMost: .milliseconds(1)) }
            await server.drain(within: .seconds(1))
            let text = String(decoding: try await peer.rest(), as: UTF8.self)
            #expect(text.contains("text/event-stream") && text.hasSuffix("\r\n\r\nid: 1\ndata: one\n\nevent: bye\ndata: 1001\n\n"))
        }
        #expect(closed.all.count == 2)
    }
}
