import Access
import Audit
import AuditSupport
import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Kafka
import Logging
import NotificationDomain
import OpenSSL
import Postgres
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

/// One running instance of the service, and how its clients use it. Confined to its loop.
final class Replica: @unchecked Sendable {  // loop-confined
    let app: NotificationProcess
    let store: any InboxStore
    let live: LiveFeature
    let audit: AuditFeature
    let redis: RedisClient
    private let events: EventsFeature
    let pool: PostgresPool
    let router: Router
    let server: HTTPServer
    let loop: EventLoop
    let configuration: NotificationConfiguration
    let log: Logger
    private let clock: WallClock
    private let tokens: AccessTokens?

    init(
        app: NotificationProcess, store: any InboxStore, live: LiveFeature, audit: AuditFeature, events: EventsFeature,
        redis: RedisClient,
        pool: PostgresPool, router: Router, server: HTTPServer, log: Logger,
        clock: WallClock,
        configuration: NotificationConfiguration, loop: EventLoop
    ) {
        self.app = app
        self.store = store
        self.live = live
        self.audit = audit
        self.events = events
        self.redis = redis
        self.pool = pool
        self.router = router
        self.server = server
        self.log = log
        self.clock = clock
        self.configuration = configuration
        self.loop = loop
        tokens = (try? HMACSHA256(key: Array(Clinic.secret.utf8))).map { AccessTokens(key: $0) }
    }

    // MARK: The access log

    var written: WrittenLog { WrittenLog(pool, origin: "localhost/audit/notification", unrecorded: DeliveryStatements.unrecorded) }

    /// What is in the log; `flushed`: with what nobody waits for.
    func entries(_ event: String? = nil, flushed: Bool = true) async throws -> [WrittenLog.Entry] {
        if flushed { try await audit.log.flush() }
        return try await written.entries(event)
    }

    // MARK: Events

    var deliver: DeliverEvents { events.deliver(store) }

    func consumer() -> AppointmentEvents { events.consumer(store) }

    /// Runs a consumer around `body`.
    func consuming<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        let consumer = consumer()
        async let running: Void = consumer.run()
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        await consumer.stop(within: .seconds(5))
        await running
        return try outcome.get()
    }

    // MARK: People

    func token(of user: UserID, role: Role = .patient, session: SessionID = .random(), lifetime: Int64 = 900) -> String {
        let now = clock.instant
        let claims = TokenClaims(
            userID: user, expiresAt: now.adding(seconds: lifetime), issuedAt: now, tokenID: .random(), sessionID: session,
            role: role, name: "Grace Hopper")
        return tokens?.sign(claims) ?? ""
    }

    func call(
        _ method: HTTPMethod, _ path: String, as user: UserID? = nil, role: Role = .patient, json: JSONValue? = nil,
        fields: [String: String] = [:], isHeldToContract: Bool = true
    ) async throws -> ClientAnswer {
        let peer = try await RawPeer(server.address, on: loop)
        defer { peer.stream.close() }
        var lines = ["\(method.name) \(path) HTTP/1.1", "Host: \(server.address)", "Connection: close"]
        if let user { lines.append("Authorization: Bearer \(token(of: user, role: role))") }
        for (name, value) in fields { lines.append("\(name): \(value)") }
        let body = json?.encoded() ?? []
        if json != nil { lines += ["Content-Type: application/json", "Content-Length: \(body.count)"] }
        try await peer.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        try await peer.send(body)
        guard let answer = try await peer.response(to: method) else { throw NeverHappened() }
        guard isHeldToContract else { return answer }
        let violations = APIContract.of("notification").violations(
            method, path, status: answer.status, fields: answer.head.fields, body: answer.body)
        for violation in violations { Issue.record("\(violation)") }
        return answer
    }

    func socket(
        of user: UserID, position: Int64? = nil, session: SessionID = .random(), lifetime: Int64 = 900, over wire: Wire = .webSocket
    ) async throws -> TestSocket {
        try await TestSocket(
            server.address, path: wire.path + (position.map { "?position=\($0)" } ?? ""),
            fields: ["Authorization": "Bearer \(token(of: user, session: session, lifetime: lifetime))"], over: wire, on: loop)
    }
}

extension ClientAnswer {
    var json: JSONValue { (try? JSONReader.parse(body)) ?? .null }
    var code: String? { json["code"]?.text }
}

extension Identifier {
    static func random() -> Identifier { Identifier(UUIDValue(high: RandomBytes.random64(), low: RandomBytes.random64())) }
}
