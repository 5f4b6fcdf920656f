import CoreHTTP
import HTTPWire
import Logging
import Reactor
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@Suite("Middleware, through the router without a socket") struct MiddlewareTests {
    private func request(_ method: HTTPMethod, _ path: String, _ fields: HTTPFields = [:], body: [UInt8] = []) -> Request {
        Request(RequestHead(method: method, path: path, fields: fields), body: body, trace: TraceContext(random: { 1 }))
    }

    private func router(_ middleware: [any Middleware]) -> Router {
        let router = Router(middleware: middleware)
        router.on(.get, "/things/:id") { _ in .text("thing") }
        router.on(.post, "/things") { _ in .text("made", status: .created) }
        router.on(.get, "/fails") { _ in throw Problem(ProblemCode("x", .conflict, "X"), "y") }
        return router
    }

    private struct Tag: Middleware {
        let name: String
        func respond(to request: Request, next: Next) async -> Response {
            var response = await next(request)
            response.fields.append("Tag", name)
            return response
        }
    }

    private struct Refuse: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            throw Problem(ProblemCode("no", .forbidden, "No"), "no")
        }
    }

    @Test("the first is the outermost; what an inner one throws is an answer to the outer ones, 404 too passes all")
    func order() async {
        let found = await router([Tag(name: "a"), Tag(name: "b")]).respond(to: request(.get, "/things/1"))
        #expect(found.fields.all("Tag") == ["b", "a"])
        let refused = await router([Tag(name: "a"), Refuse(), Tag(name: "b")]).respond(to: request(.get, "/things/1"))
        #expect(refused.status == .forbidden && refused.fields.all("Tag") == ["a"])
        let missing = await router([Tag(name: "a")]).respond(to: request(.get, "/nothing"))
        #expect(missing.status == .notFound && missing.fields.all("Tag") == ["a"])
    }

    private struct Turnstile: Filter {
        let name: String
        var answer: Response?
        var refusal: Problem?
        var seen = Recorder<String>()

        func enter(_ request: Request) throws -> Response? {
            seen.record("in " + name)
            if let refusal { throw refusal }
            return answer
        }

        func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
            seen.record("out of " + name)
            response.fields.append("Tag", name)
        }
    }

    @Test("filters are left in the opposite order, those that were entered; within other middleware they do the same")
    func filters() async {
        let seen = Recorder<String>()
        let a = Turnstile(name: "a", seen: seen)
        let b = Turnstile(name: "b", seen: seen)
        let answers = Turnstile(name: "answers", answer: .text("early"), seen: seen)
        let refuses = Turnstile(name: "refuses", refusal: Problem(ProblemCode("no", .forbidden, "No"), "no"), seen: seen)
        for (stands, status, tags, way) in [
            ([a, b], 200, ["b", "a"], ["in a", "in b", "out of b", "out of a"]),
            ([a, answers, b], 200, ["answers", "a"], ["in a", "in answers", "out of answers", "out of a"]),
            ([a, refuses, b], 403, ["a"], ["in a", "in refuses", "out of a"]),
            ([Tag(name: "t"), a, refuses, b], 403, ["a", "t"], ["in a", "in refuses", "out of a"]),
            ([a, Tag(name: "t"), answers], 200, ["answers", "t", "a"], ["in a", "in answers", "out of answers", "out of a"]),
        ] as [([any Middleware], Int, [String], [String])] {
            let before = seen.all.count
            let response = await router(stands).respond(to: request(.get, "/things/1"))
            #expect(response.status.code == status && response.fields.all("Tag") == tags)
            #expect(Array(seen.all[before...]) == way)
        }
    }

    @Test("requests are counted by template and status, whatever the path")
    func metrics() async {
        let registry = MetricsRegistry()
        let router = router([RequestMetrics(registry)])
        for id in 0..<3 { _ = await router.respond(to: request(.get, "/things/\(id)")) }
        _ = await router.respond(to: request(.get, "/fails"))
        _ = await router.respond(to: request(.get, "/nowhere/\(1)"))
        let text = registry.render()
        for line in [
            #"http_server_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 3"#,
            #"http_server_request_duration_seconds_count{method="GET",route="/fails",status="409"} 1"#,
            #"http_server_request_duration_seconds_count{method="other",route="unmatched",status="404"} 1"#,
            "http_server_requests_in_flight 0",
        ] { #expect(text.contains(line)) }
    }

    @Test("the answer carries the request's id")
    func requestID() async {
        let response = await router([RequestID()]).respond(to: request(.get, "/things/1"))
        #expect(response.fields["X-Request-ID"] == "00000000000000010000000000000001")
    }

    @Test("CORS names exactly the allowed origin, answers preflights itself, and always varies by Origin")
    func cors() async {
        let router = router([CORS(origins: ["https://clinic.example"])])
        let ours = await router.respond(to: request(.get, "/things/1", ["Origin": "https://clinic.example"]))
        #expect(ours.fields["Access-Control-Allow-Origin"] == "https://clinic.example")
        #expect(ours.fields["Access-Control-Allow-Credentials"] == "true" && ours.fields["Vary"] == "Origin")
        for origin in ["https://evil.example", "null", "https://clinic.example.evil.example", "http://clinic.example"] {
            let foreign = await router.respond(to: request(.get, "/things/1", ["Origin": origin]))
            #expect(
                foreign.status == .ok && foreign.fields["Access-Control-Allow-Origin"] == nil && foreign.fields["Vary"] == "Origin")
        }
        let preflight = await router.respond(
            to: request(.options, "/things", ["Origin": "https://clinic.example", "Access-Control-Request-Method": "POST"]))
        #expect(preflight.status == .noContent && preflight.fields["Access-Control-Allow-Methods"]?.contains("POST") == true)
        let none = await router.respond(to: request(.get, "/things/1"))
        #expect(none.fields["Access-Control-Allow-Origin"] == nil && none.fields["Vary"] == "Origin")
    }

    @Test(
        "an unsafe request of a foreign page is refused, ours and a program's pass",
        arguments: [
            ([:], 201), (["Origin": "https://clinic.example"], 201), (["Origin": "https://evil.example"], 403),
            (["Origin": "null"], 403),
            (["Sec-Fetch-Site": "same-origin"], 201), (["Sec-Fetch-Site": "none"], 201), (["Sec-Fetch-Site": "cross-site"], 403),
            (["Sec-Fetch-Site": "cross-site", "Origin": "https://clinic.example"], 403),
            (["Sec-Fetch-Site": "same-site", "Origin": "https://clinic.example"], 201),
            (["Sec-Fetch-Site": "same-site", "Origin": "https://other.example"], 403), (["Sec-Fetch-Site": "same-site"], 403),
            (["Origin": "https://evil.example", "Authorization": "Bearer x"], 201),
        ] as [(HTTPFields, Int)])
    func crossSite(fields: HTTPFields, status: Int) async {
        let router = router([CrossSiteGuard(origins: ["https://clinic.example"])])
        #expect(await router.respond(to: request(.post, "/things", fields)).status.code == status)
        #expect(await router.respond(to: request(.get, "/things/1", fields)).status == .ok)
    }

    @Test("a limiter's verdict is told on every answer, and 429 when it refuses")
    func rateLimit() async {
        let left = Mutex(1)
        let router = Router(middleware: [
            RateLimit { _ in
                let remaining = left.withLock { left in
                    left -= 1
                    return left
                }
                return RateLimitVerdict(
                    policy: "login", limit: 10, window: 60, remaining: max(0, remaining), reset: 6, isAllowed: remaining >= 0)
            }
        ])
        router.on(.post, "/things") { _ in .text("made") }
        let first = await router.respond(to: request(.post, "/things"))
        #expect(
            first.status == .ok && first.fields["RateLimit"] == #""login";r=0;t=6"#
                && first.fields["RateLimit-Policy"] == #""login";q=10;w=60"#)
        let second = await router.respond(to: request(.post, "/things"))
        #expect(second.status == .tooManyRequests && second.fields["Retry-After"] == "6" && second.fields["RateLimit"] != nil)
    }

    @Test("a key is carried out once: the same request gets its answer again, another 422, a running one 409, and 5xx is not kept")
    func idempotency() async throws {
        let store = MemoryIdempotencyStore()
        let runs = Mutex(0)
        let references = Recorder<[UInt8]?>()
        let router = Router(middleware: [Idempotency(store) { IdempotencyScope(user: "ada", route: $0.path) }])
        router.on(.post, "/things") { request in
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            if request.body == [UInt8(ascii: "!")], run == 1 { throw Problem(.storeUnavailable, "away") }
            references.record(request.reference)
            return .text("run \(run)", status: .created)
        }
        func post(_ key: String?, _ body: String) async -> Response {
            await router.respond(to: request(.post, "/things", key.map { ["Idempotency-Key": $0] } ?? [:], body: Array(body.utf8)))
        }
        #expect(await post("a", "!").status == .serviceUnavailable)
        let first = await post("a", "!")
        #expect(first.status == .created)
        let again = await post("a", "!")
        #expect(text(again) == text(first) && runs.withLock { $0 } == 2)
        #expect(await post("a", "other").status == .unprocessableContent)
        store.markRunning(scope: IdempotencyScope(user: "ada", route: "/things"), key: "b", body: Array("x".utf8), path: "/things")
        #expect(await post("b", "x").status == .conflict)
        #expect(await post(nil, "x").status == .created)
        #expect(references.all == [MemoryIdempotencyStore.reference, nil])
        #expect(await post(String(repeating: "k", count: 256), "x").status == .badRequest)
    }

    @Test("an answer that hands out a secret is not kept: the request is carried out again")
    func secretAnswers() async {
        let store = MemoryIdempotencyStore()
        let runs = Mutex(0)
        let router = Router(middleware: [Idempotency(store) { IdempotencyScope(user: "ada", route: $0.path) }])
        router.on(.post, "/tokens") { _ in
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            var response = Response.text("token \(run)")
            response.isSecret = true
            return response
        }
        for run in 1...3 {
            let answer = await router.respond(to: request(.post, "/tokens", ["Idempotency-Key": "k"]))
            #expect(text(answer) == "token \(run)")
        }
        #expect(store.isEmpty)
    }

    private func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test("errors of ours are logged with the route, never with the path")
    func accessLog() async {
        let lines = Recorder<String>()
        let router = Router(middleware: [AccessLog(Logger(label: "test") { _ in RecordingHandler(lines) })])
        router.on(.get, "/people/:id") { _ in throw Problem(.storeUnavailable, "away") }
        _ = await router.respond(to: request(.get, "/people/ada"))
        #expect(lines.all.count == 1)
        #expect(lines.all[0].contains("/people/:id") && lines.all[0].contains("503") && !lines.all[0].contains("ada"))
    }
}

private final class MemoryIdempotencyStore: IdempotencyStore {
    private enum Entry { case running([UInt8]), done([UInt8], Response) }
    static let reference = [UInt8](repeating: 7, count: 16)
    var isEmpty: Bool { entries.withLock(\.isEmpty) }
    private let entries = Mutex<[[String]: Entry]>([:])

    func begin(scope: IdempotencyScope, key: String, fingerprint: [UInt8]) async -> IdempotencyClaim {
        entries.withLock { entries in
            switch entries[[scope.user, scope.route, key]] {
            case .running(let known): return known == fingerprint ? .running : .mismatch
            case .done(let known, let response): return known == fingerprint ? .completed(response) : .mismatch
            case nil:
                entries[[scope.user, scope.route, key]] = .running(fingerprint)
                return .claimed(reference: Self.reference)
            }
        }
    }

    func finish(scope: IdempotencyScope, key: String, reference: [UInt8], with response: Response) async {
        entries.withLock { entries in
            if case .running(let fingerprint) = entries[[scope.user, scope.route, key]] {
                entries[[scope.user, scope.route, key]] = .done(fingerprint, response)
            }
        }
    }

    func abandon(scope: IdempotencyScope, key: String, reference: [UInt8]) async {
        entries.withLock { $0[[scope.user, scope.route, key]] = nil }
    }

    func markRunning(scope: IdempotencyScope, key: String, body: [UInt8], path: String) {
        entries.withLock { $0[[scope.user, scope.route, key]] = .running(Idempotency.fingerprint(target: path, body: body)) }
    }
}

private struct RecordingHandler: LogHandler {
    let lines: Recorder<String>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    init(_ lines: Recorder<String>) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.record("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}
