import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("Streamed answers and event streams") struct StreamingTests {
    private struct Broken: Error {}

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

    @Test("pieces arrive as chunks, and the connection goes on")
    func chunks() async throws {
        let answers = try await withPeer({ _ in
            let router = Router()
            router.on(.get, "/count") { _ in
                Response(
                    .ok, fields: ["Content-Type": "text/plain"],
                    body: .stream { for i in 0..<1_000 { try await $0.write("\(i),") } })
            }
            return router
        }) { peer, _ in
            try await peer.send(
                "GET /count HTTP/1.1\r\nHost: a\r\n\r\nHEAD /count HTTP/1.1\r\nHost: a\r\n\r\nGET /count HTTP/1.0\r\n\r\n")
            let chunked = try #require(try await peer.response())
            let head = try #require(try await peer.response(to: .head))
            let old = try #require(try await peer.response())
            return [chunked, head, old]
        }
        let text = (0..<1_000).map { "\($0)," }.joined()
        #expect(answers[0].text == text && answers[0]["Transfer-Encoding"] == "chunked")
        #expect(answers[1].body.isEmpty)
        #expect(answers[2].text == text && answers[2]["Transfer-Encoding"] == nil && answers[2]["Connection"] == "close")
    }

    @Test("a producer waits for a peer that does not read, and is told when it leaves")
    func backPressure() async throws {
        let produced = Recorder<Int>()
        let ended = Recorder<Bool>()
        try await withPeer({ _ in
            let router = Router()
            router.on(.get, "/flood") { _ in
                Response(
                    .ok,
                    body: .stream { writer in
                        let piece = [UInt8](repeating: 66, count: 65_536)
                        do {
                            for i in 0..<10_000 {
                                try await writer.write(piece)
                                produced.record(i)
                            }
                        } catch { ended.record(error is BodyWriter.Closed) }
                    })
            }
            return router
        }) { peer, server in
            try await peer.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await peer.bytes(1) == [UInt8(ascii: "H")])
            peer.stream.close()
            let wait = LoopEvent(on: server.loop)
            while server.connectionCount > 0 { _ = await wait.wait(atMost: .milliseconds(1)) }
        }
        // 655 MB were on offer; the socket buffers of both ends took a few.
        #expect(produced.all.count < 1_000)
        #expect(ended.all == [true])
    }

    @Test("an error in the middle breaks the connection: the part cannot be taken for the whole")
    func brokenOff() async throws {
        let text = try await withPeer({ _ in
            let router = Router()
            router.on(.get, "/half") { _ in
                Response(
                    .ok,
                    body: .stream {
                        try await $0.write("half")
                        throw Broken()
                    })
            }
            return router
        }) { peer, _ in
            try await peer.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n")
            return String(decoding: try await peer.rest(), as: UTF8.self)
        }
        #expect(text.hasSuffix("4\r\nhalf\r\n"))
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
