import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@Suite("HTTPServer on a socket") struct HTTPServerTests {
    private func router() -> Router {
        let router = Router()
        router.on(.get, "/hello") { _ in .text("hello") }
        router.on(.post, "/echo") { request in .bytes(request.body, contentType: "application/octet-stream") }
        router.on(.post, "/json") { request in
            let value = try request.json()
            return .json { $0.value(value) }
        }
        router.on(.get, "/big") { _ in .bytes([UInt8](repeating: 65, count: 5_000_000), contentType: "text/plain") }
        return router
    }

    private func withPeer<R: Sendable>(
        _ configure: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (RawPeer, HTTPServer) async throws -> R
    ) async throws -> R {
        try await onLoop { loop in
            try await withServer(router(), on: loop, configure: configure) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                return try await body(peer, server)
            }
        }
    }

    @Test("a connection serves one request after the other, with Date and Content-Length")
    func keepAlive() async throws {
        let answers = try await withPeer { peer, _ in
            var answers: [ClientAnswer] = []
            for _ in 0..<3 {
                try await peer.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                answers.append(try #require(try await peer.response()))
            }
            return answers
        }
        for answer in answers {
            #expect(answer.status == 200 && answer.text == "hello" && answer["Content-Length"] == "5")
            #expect(answer["Date"]?.hasSuffix("GMT") == true && answer["Connection"] == nil)
        }
    }

    @Test("pipelined requests are answered in order, also when they arrive byte by byte")
    func pipelining() async throws {
        let (all, slow) = try await withPeer { peer, server in
            var all: [String] = []
            var requests = ""
            for i in 0..<50 {
                requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \("\(i)".utf8.count)\r\n\r\n\(i)"
            }
            try await peer.send(requests)
            for _ in 0..<50 { all.append(try #require(try await peer.response()).text) }
            var slow: [String] = []
            for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n".utf8 {
                try await peer.send([byte])
            }
            slow.append(try #require(try await peer.response()).text)
            return (all, slow)
        }
        #expect(all == (0..<50).map { "\($0)" })
        #expect(slow == ["abc"])
    }

    @Test("pipelined answers, large and small, come in order and whole")
    func largeAndSmall() async throws {
        let sizes = [0, 10, 4095, 4096, 70_000, 1, 5000, 300_000, 2]
        let bodies = sizes.enumerated().map { index, size in String(repeating: "\(index)", count: size) }
        let answers = try await withPeer { peer, _ in
            var requests = ""
            for body in bodies {
                requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                requests += "HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n"
            }
            async let sent: Void = peer.send(requests)
            var answers: [String] = []
            for _ in bodies {
                answers.append(try #require(try await peer.response()).text)
                #expect(try #require(try await peer.response(to: .head))["Content-Length"] == "5000000")
            }
            try await sent
            return answers
        }
        #expect(answers == bodies)
    }

    @Test("HEAD has the length of GET and no body; the next answer follows at once")
    func head() async throws {
        let (head, next) = try await withPeer { peer, _ in
            try await peer.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            return (try #require(try await peer.response(to: .head)), try #require(try await peer.response()))
        }
        #expect(head["Content-Length"] == "5" && head.body.isEmpty && next.text == "hello")
    }

    @Test("Connection: close and HTTP/1.0 end the connection after the answer")
    func close() async throws {
        for request in ["GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /hello HTTP/1.0\r\n\r\n"] {
            let text = try await withPeer { peer, _ in
                try await peer.send(request)
                return String(decoding: try await peer.rest(), as: UTF8.self)
            }
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("\r\n\r\nhello") && text.contains("Connection: close"))
        }
    }

    @Test("a half-closed client gets its answer")
    func halfClosed() async throws {
        let text = try await withPeer { peer, _ in
            try await peer.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            peer.stream.shutdownWrite()
            return String(decoding: try await peer.rest(), as: UTF8.self)
        }
        #expect(text.hasSuffix("hello"))
    }

    @Test("Expect: 100-continue is answered before the body is sent")
    func expectContinue() async throws {
        let (interim, answer) = try await withPeer { peer, _ in
            try await peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            let interim = try await peer.bytes(25)
            try await peer.send("ok")
            return (interim, try #require(try await peer.response()))
        }
        #expect(String(decoding: interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(answer.text == "ok")
    }

    @Test(
        "a bad request is answered with its problem, and the connection closed",
        arguments: [
            ("GET /hello HTTP/1.1\r\n\r\n", 400), ("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("GET / HTTP/3.0\r\n\r\n", 505), ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413),
            ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
        ])
    func badRequests(request: String, status: Int) async throws {
        let (answer, rest) = try await withPeer { peer, _ in
            try await peer.send(request)
            let answer = try #require(try await peer.response())
            return (answer, try await peer.rest())
        }
        #expect(answer.status == status)
        #expect(answer["Content-Type"] == "application/problem+json" && answer["Connection"] == "close")
        #expect(rest.isEmpty)
    }

    @Test("a body that is no JSON is 400, another content type 415")
    func json() async throws {
        let answers = try await withPeer { peer, _ in
            var answers: [Int] = []
            for (type, body) in [
                ("application/json", "{\"a\":1}"), ("application/json; charset=utf-8", "[]"), ("application/json", "{"),
                ("text/plain", "{}"),
            ] {
                try await peer.send(
                    "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                answers.append(try #require(try await peer.response()).status)
            }
            return answers
        }
        #expect(answers == [200, 200, 400, 415])
    }

    @Test("a request that does not become complete in time is 408, a silent connection is closed")
    func timeouts() async throws {
        let configure: @Sendable (inout ServerConfiguration) -> Void = {
            $0.headTimeout = .milliseconds(20)
            $0.bodyTimeout = .milliseconds(20)
            $0.idleTimeout = .milliseconds(20)
        }
        for begun in ["GET /hello HTT", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"] {
            let status = try await withPeer(configure) { peer, _ in
                try await peer.send(begun)
                return try #require(try await peer.response()).status
            }
            #expect(status == 408)
        }
        let rest = try await withPeer(configure) { peer, _ in try await peer.rest() }
        #expect(rest.isEmpty)
    }

    @Test("a large answer to a peer that reads slowly arrives whole; one that never reads is cut off")
    func slowReaders() async throws {
        let size = try await withPeer { peer, _ in
            try await peer.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
            return try #require(try await peer.response()).body.count
        }
        #expect(size == 5_000_000)
        try await withPeer({ $0.writeTimeout = .milliseconds(30) }) { peer, server in
            try await peer.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
            let deadline = MonotonicTime.read() + .seconds(30)
            while server.connectionCount > 0, MonotonicTime.read() < deadline { await server.loop.sleep(.milliseconds(5)) }
            #expect(server.connectionCount == 0)
            let rest = try? await peer.rest()
            #expect((rest?.count ?? 0) < 5_000_000)
        }
    }

    @Test("draining answers what has begun and what is on its way, with Connection: close, and closes idle connections")
    func drain() async throws {
        try await onLoop { loop in
            let router = Router()
            let entered = LoopEvent(on: loop)
            let release = LoopEvent(on: loop)
            router.on(.get, "/slow") { _ in
                entered.set()
                await release.wait()
                return .text("done")
            }
            try await withServer(router, on: loop) { server in
                let busy = try await RawPeer(server.address, on: loop)
                let idle = try await RawPeer(server.address, on: loop)
                try await idle.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await idle.response()
                let late = try await RawPeer(server.address, on: loop)
                defer { for peer in [busy, idle, late] { peer.stream.close() } }
                try await late.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await late.response()
                try await busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                await entered.wait()
                async let drained: Void = server.drain(within: .seconds(5))
                while !server.isDraining { await Task.yield() }
                try await late.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                let last = try #require(try await late.response())
                #expect(last.status == 404 && last["Connection"] == "close")
                #expect(try await late.rest().isEmpty)
                #expect(try await idle.rest().isEmpty)
                release.set()
                let answer = try #require(try await busy.response())
                #expect(answer.text == "done" && answer["Connection"] == "close")
                await drained
                #expect(server.connectionCount == 0)
            }
        }
    }

    @Test("while a server ends, who connects is answered or refused, and never cut off", arguments: [1, 2, 3])
    func drainUnderLoad(round: Int) async throws {
        try await onLoop { loop in
            let router = Router()
            router.on(.post, "/count") { request in .bytes(request.body, contentType: "text/plain") }
            let listening = try HTTPServer(Self.onLoopback(grace: .milliseconds(100)), router: router, on: loop)
            let address = listening.address
            async let served: Void = listening.run()
            let outcomes = Recorder<String>()
            // On a loop of their own, so that they connect at any moment of the server's turns.
            async let clients: Void = onLoop { other in
                await withDiscardingTaskGroup { group in
                    for client in 0..<8 { group.addTask { await Self.connectUntilRefused(client, address, outcomes, on: other) } }
                }
            }
            while outcomes.all.count < 200 { await Task.yield() }
            await listening.drain(within: .seconds(5))
            await served
            try await clients
            let seen = Set(outcomes.all)
            #expect(seen.isSubset(of: ["answered", "answered, closes", "refused", "too late"]), "\(seen)")
            #expect(outcomes.all.contains("answered, closes") && outcomes.all.contains("refused"))
        }
    }

    private static func onLoopback(grace: Duration) -> ServerConfiguration {
        var configuration = ServerConfiguration(address: SocketAddress(.v4(0x7F00_0001), port: 0))
        configuration.drainGrace = grace
        return configuration
    }

    /// One request that must not be repeated on each connection. Whoever is held up for longer than the server waits for what is on
    /// its way may come too late.
    private static func connectUntilRefused(
        _ client: Int, _ address: SocketAddress, _ outcomes: Recorder<String>, on loop: EventLoop
    ) async {
        while true {
            let begun = MonotonicTime.read()
            guard let peer = try? await RawPeer(address, on: loop) else { return outcomes.record("refused") }
            defer { peer.stream.close() }
            try? await peer.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\(client)")
            let isInTime = MonotonicTime.read() - begun < HTTPServer.handshake
            guard let answer = try? await peer.response(), answer.text == "\(client)" else {
                return outcomes.record(isInTime ? "cut off" : "too late")
            }
            outcomes.record(answer["Connection"] == "close" ? "answered, closes" : "answered")
        }
    }

    @Test("a server that ends is open for its grace: to new connections, and to sessions")
    func grace() async throws {
        try await onLoop { loop in
            let router = Router()
            router.on(.get, "/events") { _ in EventStreamSession.response { $0.send(ServerSentEvent(data: "open")) } }
            try await withServer(router, on: loop, configure: { $0.drainGrace = .seconds(1) }) { server in
                let idle = try await RawPeer(server.address, on: loop)
                try await idle.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await idle.response()
                async let drained: Void = server.drain(within: .seconds(5))
                while !server.isDraining { await Task.yield() }
                let begun = MonotonicTime.read()
                let new = try await RawPeer(server.address, on: loop)
                let stream = try await RawPeer(server.address, on: loop)
                defer { for peer in [idle, new, stream] { peer.stream.close() } }
                try await new.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await new.response()?["Connection"] == "close")
                try await stream.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await stream.head()
                #expect(try await stream.line() == "data: open")
                _ = try await stream.rest()
                #expect(try await idle.rest().isEmpty)
                #expect(MonotonicTime.read() - begun >= .milliseconds(900))
                await drained
            }
        }
    }
}
