import Access
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
import ServiceRuntime
import TestSupport

@testable import NotificationService

/// One running instance of the service, and how its clients use it. Confined to its loop.
final class Replica: @unchecked Sendable {  // loop-confined
    let app: App
    let store: any InboxStore
    let live: Live
    let pool: PostgresPool
    let server: HTTPServer
    let loop: EventLoop
    let configuration: NotificationConfiguration
    private let log: Logger
    private let clock: WallClock
    private let tokens: AccessTokens?

    init(
        app: App, store: any InboxStore, live: Live, pool: PostgresPool, server: HTTPServer, log: Logger, clock: WallClock,
        configuration: NotificationConfiguration, loop: EventLoop
    ) {
        self.app = app
        self.store = store
        self.live = live
        self.pool = pool
        self.server = server
        self.log = log
        self.clock = clock
        self.configuration = configuration
        self.loop = loop
        tokens = (try? HMACSHA256(key: Array(Clinic.secret.utf8))).map { AccessTokens(key: $0) }
    }

    // MARK: Events

    var deliver: DeliverEvents {
        DeliverEvents(inboxes: store, changes: live.publisher, ids: IdentifierSource(clock: clock))
    }

    func consumer() -> AppointmentEvents { app.events(store, live.publisher, log: log, on: loop) }

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

    func token(of user: UserID, lifetime: Int64 = 900) -> String {
        let now = clock.instant
        let claims = TokenClaims(
            userID: user, expiresAt: now.adding(seconds: lifetime), issuedAt: now, tokenID: .random(), sessionID: .random(),
            role: .patient, name: "Grace Hopper")
        return tokens?.sign(claims) ?? ""
    }

    func call(_ method: HTTPMethod, _ path: String, as user: UserID? = nil, fields: [String: String] = [:]) async throws
        -> ClientAnswer
    {
        let peer = try await RawPeer(server.address, on: loop)
        defer { peer.stream.close() }
        var lines = ["\(method.name) \(path) HTTP/1.1", "Host: \(server.address)", "Connection: close"]
        if let user { lines.append("Authorization: Bearer \(token(of: user))") }
        for (name, value) in fields { lines.append("\(name): \(value)") }
        try await peer.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        guard let answer = try await peer.response(to: method) else { throw NeverHappened() }
        return answer
    }

    func socket(of user: UserID, position: Int64? = nil, lifetime: Int64 = 900) async throws -> TestSocket {
        try await TestSocket(
            server.address, path: "/ws" + (position.map { "?position=\($0)" } ?? ""),
            fields: ["Authorization": "Bearer \(token(of: user, lifetime: lifetime))"], on: loop)
    }
}

extension ClientAnswer {
    var json: JSONValue { (try? JSONReader.parse(body)) ?? .null }
    var code: String? { json["code"]?.text }
}

extension Identifier {
    static func random() -> Identifier { Identifier(UUIDValue(high: RandomBytes.random64(), low: RandomBytes.random64())) }
}
