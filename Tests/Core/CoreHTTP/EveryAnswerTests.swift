import CoreHTTP
import HTTPWire
import Reactor
import ServiceRuntime
import TestSupport
import Testing

/// What holds for whatever a daemon answers, by whatever part of it.
@Suite("Every answer") struct EveryAnswerTests {
    private struct Failure: Error {}

    /// One way to be answered. `path`: the problem's `instance`; nil when it is none, or nothing is known of the target.
    struct Case: Sendable, CustomTestStringConvertible {
        let request: String
        let status: Int
        var path: String?
        var isProblem = true
        var testDescription: String { "\(status) to \(request.prefix { $0 != "\r" })" }

        init(_ request: String, _ status: Int, path: String? = nil) {
            self.request = request
            self.status = status
            self.path = path
        }

        static func success(_ line: String, _ status: Int = 200, fields: String = "") -> Case {
            var success = Case("\(line) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", status)
            success.isProblem = false
            return success
        }

        static func problem(_ line: String, _ status: Int, _ path: String?, fields: String = "") -> Case {
            Case("\(line) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", status, path: path)
        }
    }

    private static let handshake = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"

    static let cases: [Case] = [
        .success("GET /livez"), .success("HEAD /livez"), .success("GET /readyz", 503), .success("GET /metrics"),
        .success("GET /openapi.yaml"), .success("OPTIONS /livez", 204), .success("OPTIONS *", 204), .success("GET /none", 204),
        .success("GET /events"),
        .success("GET /ws", 101, fields: handshake + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
        // From the router and the handlers.
        .problem("GET /nowhere", 404, "/nowhere"), .problem("GET /a%20b%25", 404, "/a%20b%25"),
        .problem("POST /livez", 405, "/livez"),
        .problem("GET /throws", 500, "/throws"), .problem("POST /json", 415, "/json"),
        .problem("GET /ws", 426, "/ws"), .problem("GET /ws", 400, "/ws", fields: handshake),
        .problem(
            "GET /nowhere", 404, "/nowhere", fields: "traceparent: 00-00000000000000000000000000000001-0000000000000002-01\r\n"),
    ]

    /// Without the router.
    static let refusals: [Case] = [
        // From the parser, whose head is whole.
        .problem("POST /json?a=b", 413, "/json", fields: "Content-Length: 99999999999\r\n"),
        .problem("POST /json", 400, "/json", fields: "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        // From the parser, without a head.
        .problem("GET /..%2f", 400, "/..%2f"), .problem("GET /a%", 400, "/a%25"), .problem("GET /a<b", 400, "/a%3Cb"),
        .problem("GET /x?ticket=secret", 400, "/x", fields: "Host: b\r\n"),
        .problem("GET /twice", 400, "/twice", fields: "Origin: a\r\nOrigin: b\r\n"),
        .problem("GET /x", 417, "/x", fields: "Expect: tea\r\n"),
        .problem("POST /x", 501, "/x", fields: "Transfer-Encoding: gzip\r\n"),
        .problem("GET /x", 431, "/x", fields: "a: \(String(repeating: "x", count: 70_000))\r\n"),
        .problem("GET /\(String(repeating: "x", count: 70_000))", 414, nil),
        .problem("GET /x?\(String(repeating: "x", count: 70_000))", 414, "/x"),
        Case("GET /x HTTP/2.0\r\nHost: a\r\n\r\n", 505, path: "/x"), Case("GET /x HTTP/1.1\r\n\r\n", 400, path: "/x"),
        Case("POST /x HTTP/1.0\r\nContent-Type: text/plain\r\n\r\n", 411, path: "/x"),
        Case("\u{16}\u{3}\u{1}", 400), Case("\(String(repeating: "M", count: 300)) / HTTP/1.1\r\n\r\n", 501),
        // From the connection's clock.
        Case("GET /late?a", 408, path: "/late"), Case("GET /late HTTP/1.1\r\nHost", 408, path: "/late"), Case("GE", 408),
        Case("POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1", 408, path: "/json"),
    ]

    private func router() -> Router {
        let router = Router()
        Health(
            checks: [Health.Check("store", required: true) { false }], metrics: MetricsRegistry(), openAPI: [],
            isDraining: { false }
        ).register(on: router)
        router.on(.get, "/none") { _ in Response(.noContent) }
        router.on(.get, "/events") { _ in EventStreamSession.response { $0.close() } }
        router.on(.get, "/ws") { try WebSocketUpgrade.accept($0, subprotocols: []) { _ in } }
        router.on(.get, "/throws") { _ in throw Failure() }
        router.on(.post, "/json") { request in
            let value = try request.json()
            return .json { $0.value(value) }
        }
        return router
    }

    private func problem(_ answer: ClientAnswer) throws -> JSONValue {
        #expect(answer["Content-Type"] == "application/problem+json" && answer["Cache-Control"] == "no-store")
        let problem = try JSONReader.parse(answer.body)
        #expect(problem["status"]?.integer == Int64(answer.status))
        let trace = problem["trace_id"]?.text ?? ""
        #expect(trace.utf8.count == 32 && trace.allSatisfy(\.isHexDigit))
        return problem
    }

    @Test("says nosniff once, and a problem says which request it is about and how to find it again", arguments: cases + refusals)
    func whole(_ one: Case) async throws {
        let isRefusal = Self.refusals.contains { $0.request == one.request }
        try await onLoop { loop in
            try await withServer(
                router(), on: loop,
                configure: {
                    $0.headTimeout = .milliseconds(50)
                    $0.bodyTimeout = .milliseconds(50)
                }
            ) { server in
                let peer = try await RawPeer(server.address, on: loop)
                defer { peer.stream.close() }
                try await peer.send(one.request)
                let head = try #require(try await peer.head())
                #expect(head.status.code == one.status)
                #expect(head.fields.all("X-Content-Type-Options") == ["nosniff"])
                guard one.isProblem else { return }
                let problem = try problem(ClientAnswer(head: head, body: try await peer.body(of: head)))
                #expect(problem["instance"]?.text == one.path)
                // Otherwise the middleware adds it, which is not here.
                if isRefusal { #expect(head.fields["X-Request-ID"] == problem["trace_id"]?.text) }
            }
        }
    }

    @Test("one connection too many, too")
    func overloaded() async throws {
        try await onLoop { loop in
            try await withServer(router(), on: loop, configure: { $0.maxConnections = 1 }) { server in
                let first = try await RawPeer(server.address, on: loop)
                try await first.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await first.response()?.status == 200)
                let second = try await RawPeer(server.address, on: loop)
                defer { for peer in [first, second] { peer.stream.close() } }
                let answer = try #require(try await second.response())
                #expect(answer.status == 503 && answer["Retry-After"] == "1" && answer["Connection"] == "close")
                #expect(answer.head.fields.all("X-Content-Type-Options") == ["nosniff"])
                let problem = try problem(answer)
                #expect(
                    problem["instance"] == nil && problem["code"]?.text == "overloaded"
                        && answer["X-Request-ID"] == problem["trace_id"]?.text)
            }
        }
    }

    @Test("to a request with two traceparents belongs to a trace of its own")
    func twoTraces() async throws {
        try await onLoop { loop in
            try await withServer(router(), on: loop) { server in
                let one = "traceparent: 00-00000000000000000000000000000001-0000000000000002-01\r\n"
                for (lines, isContinued) in [(one, true), (one + one, false)] {
                    let peer = try await RawPeer(server.address, on: loop)
                    defer { peer.stream.close() }
                    try await peer.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
                    let trace = try problem(try #require(try await peer.response()))["trace_id"]?.text
                    #expect((trace == "00000000000000000000000000000001") == isContinued)
                }
            }
        }
    }
}
