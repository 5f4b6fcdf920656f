import Access
@testable import AuthService
import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Logging
import OpenSSL
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@Suite("The daemon and its database") struct DatabaseOutageTests {
    @Test("it starts without the database, migrates when it comes, and outlives its stops", .timeLimit(.minutes(4)))
    func comesAndGoes() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let environment = try stores.environment(.auth)
            try await stores.stop(.postgres)
            try await withDaemon(environment) { peer in
                #expect(try await peer.get("/livez") == 200)
                #expect(try await peer.get("/readyz") == 503)
                #expect(try await peer.register() == 503)
                try await stores.start([.postgres], options: ["--no-fsync"])
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 201)
                #expect(try await peer.approve() == 404)
                try await stores.kill(.postgres)
                try await peer.waitUntil("/readyz", is: 503)
                #expect(try await peer.register() == 503)
                #expect(try await peer.approve() == 503)
                #expect(try await peer.get("/livez") == 200)
                try await stores.start([.postgres], options: ["--no-fsync"])
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 409)
            }
            try await refusesNewerDatabase(stores, environment)
        }
    }

    @Test("every route says so at once while the database is away, and works again when it is back", .timeLimit(.minutes(4)))
    func everyRoute() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            let limits = [
                "LOGIN_LIMIT_ADDRESS", "LOGIN_LIMIT_ACCOUNT", "LOGIN_LIMIT_ACCOUNT_DAY", "REGISTER_LIMIT", "REFRESH_LIMIT",
                "PASSWORD_LIMIT", "MAIL_LIMIT",
            ]
            let environment = try stores.environment(.auth)
                .merging(AuthFixture.mail) { $1 }.merging(limits.map { ($0, "0") }) { $1 }
            try await withDaemon(environment) { peer in
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 201)
                try await stores.stop(.postgres)
                try await peer.waitUntil("/readyz", is: 503)
                let requests = try RouteRequest.all()
                for request in requests {
                    let begun = MonotonicTime.read()
                    #expect(try await peer.send(request) == 503, "\(request.method.name) \(request.path)")
                    #expect(MonotonicTime.read() - begun < .milliseconds(2_500), "\(request.method.name) \(request.path)")
                }
                try await stores.start([.postgres], options: ["--no-fsync"])
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 409)
                for request in requests {
                    #expect(try await peer.sendWhenReady(request) < 500, "\(request.method.name) \(request.path)")
                }
            }
        }
    }

    @Test(
        "while the database answers nothing an admin is shown nobody's data; afterwards each look has its entry",
        .timeLimit(.minutes(4)))
    func paused() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            try await withDaemon(try stores.environment(.auth)) { peer in
                try await peer.waitUntil("/readyz", is: 200)
                #expect(try await peer.registerWhenReady() == 201)
                let lists = ["users", "events", "approvals", "invitations"].map { "/api/auth/\($0)" }
                let reads = try RouteRequest.all().filter { $0.method == .get && lists.contains($0.path) }
                #expect(reads.count == lists.count)
                try await stores.pause(.postgres)
                for read in reads { #expect(try await peer.send(read) == 503, "\(read.path)") }
                try await stores.resume(.postgres)
                try await peer.waitUntil("/readyz", is: 200)
                for read in reads { #expect(try await peer.send(read) == 200, "\(read.path)") }
            }
            let address = try await stores.postgres(.auth)
            try await onLoop { loop in
                let database = PostgresConfiguration(
                    host: address.host, port: address.port, database: address.database, user: address.user,
                    password: address.password)
                let session = try await PostgresSession.open(database, on: loop, resolver: Resolver())
                let seen = try await session.query(
                    Statement("seen", "SELECT DISTINCT event FROM access_log WHERE action = 'E' AND outcome = 0 ORDER BY event"))
                #expect(
                    try seen.map { try $0.text(0) } == ["account.list", "approval.list", "invitation.list", "security_event.list"])
                session.close()
            }
        }
    }

    /// A database that a newer release has migrated is left alone.
    private func refusesNewerDatabase(_ stores: Stores, _ environment: [String: String]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clinic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try AuthProgram.run(environment: environment.merging(["MIGRATIONS_DIR": folder.path]) { $1 })
        #expect(program.status == 1)
        #expect(program.output.contains(#""level":"critical""#) && program.output.contains("the database is at"))
    }

    /// Runs the daemon in this process, two loops, until `body` has returned.
    private func withDaemon(_ environment: [String: String], _ body: @escaping @Sendable (Peer) async throws -> Void) async throws {
        let settings = AuthProgram.environment.merging(environment) { $1 }.merging(["LOOPS": "2", "BCRYPT_ROUNDS": "4"]) { $1 }
        let configuration = try ConfigurationReader(environment: settings).read(AuthConfiguration.keys)
        let app = try AuthProcess(AuthConfiguration(from: configuration, cores: 2), openAPI: [])
        let (ports, found) = AsyncStream.makeStream(of: UInt16.self)
        let daemon = app.daemon(log: Logger(label: "auth") { _ in PortFinder(found: found) })
        let thread = Reactor.Thread.start(named: "daemon") { daemon.run() }
        var port: UInt16 = 0
        for await value in ports {
            port = value
            break
        }
        let listening = port
        do {
            try await onLoop { loop in try await body(Peer(port: listening, loop: loop)) }
            daemon.drain()
            thread.join()
        } catch {
            daemon.drain()
            thread.join()
            throw error
        }
    }
}

/// A request that gets as far as the database, for each route of auth that needs it.
private struct RouteRequest {
    let method: HTTPMethod
    let path: String
    let body: String?
    let token: String

    /// These ask the database nothing.
    private static let without = [
        "/api/auth/google", "/api/auth/google/callback", "/api/auth/providers", "/api/auth/providers/:id",
        "/api/auth/providers/:id/callback",
    ]
    private static let token = #"{"token":"x"}"#

    private static func bodies() throws -> [String: String] {
        let vectors = try PasskeyVectors()
        return [
            "/api/auth/register": AuthFixture.registration("bob@example.com"),
            "/api/auth/login": #"{"email":"ann@example.com","password":"correct horse"}"#,
            "/api/auth/login/second-factor": #"{"mfaToken":"x","totp":"123456"}"#,
            "/api/auth/login/passkey": "{\(try vectors.assertion("es256", id: "AAAA", handle: "AAAA"))}",
            "/api/auth/refresh": #"{"refreshToken":"x"}"#, "/api/auth/profile": #"{"firstName":"Ann"}"#,
            "/api/auth/password": #"{"currentPassword":"correct horse","newPassword":"another horse"}"#,
            "/api/auth/reauthenticate": #"{"password":"correct horse"}"#,
            "/api/auth/password-reset": #"{"email":"ann@example.com"}"#,
            "/api/auth/password-reset/confirm": #"{"token":"x","newPassword":"another horse"}"#,
            "/api/auth/device-code": #"{"email":"ann@example.com"}"#, "/api/auth/device-code/confirm": #"{"code":"1234 5678"}"#,
            "/api/auth/factor-reset/stop": token, "/api/auth/email-verification/confirm": token,
            "/api/auth/email": #"{"email":"lee@example.com"}"#, "/api/auth/email/confirm": token, "/api/auth/email/undo": token,
            "/api/auth/factors/totp/confirm": #"{"code":"123456"}"#,
            "/api/auth/factors/passkeys": try vectors.registration("es256"),
            "/api/auth/synonyms": #"{"words":["rash"],"specializations":["Dermatology"]}"#,
            "/api/auth/synonyms/:id": #"{"words":["rash"],"specializations":["Dermatology"]}"#,
            "/api/auth/users/:id": #"{"role":"DOCTOR"}"#,
            "/api/auth/approvals/:id/refuse": #"{"reason":"We do not know you."}"#,
            "/api/auth/invitations": #"""
            {"email":"lee@example.com","role":"DESK","firstName":"Lee","lastName":"Doe","delivery":"LINK"}
            """#,
            "/api/auth/invitations/:id/send": #"{"delivery":"LINK"}"#,
            "/api/auth/invitations/show": token, "/api/auth/invitations/consent": token,
            "/api/auth/invitations/accept": #"{"token":"x","password":"another horse","firstName":"Lee","lastName":"Doe"}"#,
            "/api/auth/invitations/passkey/options": token,
            "/api/auth/invitations/passkey": try vectors.acceptance("x", "es256"),
            "/api/auth/users/:id/reset-factors": #"{"identityCheck":"IN_PERSON","reason":"LOST"}"#,
        ]
    }

    static func all() throws -> [RouteRequest] {
        let bodies = try bodies()
        return try RouteTable.auth.filter { rule in
            rule.audience != .services && !without.contains(rule.template)
                && !(rule.method == .get && rule.template == "/api/auth/email-verification")
        }.map { rule in
            let id = UserID(UUIDValue(high: 1, low: 1))
            let query = rule.template == "/api/auth/access-log" ? "?patientId=\(id)&purpose=PATADMIN" : ""
            let path = rule.template.replacing(":id", with: rule.template.contains("passkeys") ? "AAAA" : "\(id)")
                .replacing(":level/:number", with: "0/0")
            let body = [.get, .delete].contains(rule.method) ? nil : bodies[rule.template] ?? "{}"
            return RouteRequest(method: rule.method, path: path + query, body: body, token: try bearer(of: rule.template))
        }
    }

    /// An admin who has just signed in; nobody has this account, so that what is asked for last of all harms nobody.
    private static func bearer(of template: String) throws -> String {
        let now = WallClock.system.instant
        let key = try HMACSHA256(key: Array(AuthFixture.environment["JWT_SECRET", default: ""].utf8))
        func id() -> UUIDValue { UUIDValue(high: .random(in: 1 ... .max), low: .random(in: 1 ... .max)) }
        let claims = TokenClaims(
            userID: UserID(id()), expiresAt: now.adding(seconds: 600), issuedAt: now, tokenID: TokenID(id()),
            sessionID: SessionID(id()), role: .admin, name: "Ann Lee", methods: [.password, .multiple], authenticatedAt: now)
        return AccessTokens(key: key).sign(claims)
    }
}

/// A client of a daemon: one connection a request, as after an outage.
private struct Peer {
    let port: UInt16
    let loop: EventLoop

    func get(_ path: String) async throws -> Int {
        try await status("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
    }

    func register() async throws -> Int {
        let body = AuthFixture.registration("ann@example.com")
        return try await status(
            "POST /api/auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    func send(_ request: RouteRequest) async throws -> Int {
        let body = request.body.map {
            "Content-Type: application/json\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)"
        }
        return try await status(
            """
            \(request.method.name) \(request.path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(request.token)\r\n\
            Cookie: signInStep=x; recovery=x; deviceCode=x\r\n\(body ?? "\r\n")
            """)
    }

    /// Of nobody, by an admin whose token is of now.
    func approve() async throws -> Int {
        let now = Instant(microseconds: WallClock.system.instant.microseconds)
        let (id, end) = (UserID(UUIDValue(high: 1, low: 2)), now.adding(seconds: 60))
        let claims = TokenClaims(
            userID: id, expiresAt: end, issuedAt: now, tokenID: TokenID(id.uuid), sessionID: SessionID(id.uuid), role: .admin,
            name: "Root", authenticatedAt: now)
        let key = try HMACSHA256(key: Array(AuthFixture.environment["JWT_SECRET", default: ""].utf8))
        return try await status(
            "POST /api/auth/approvals/\(id)/approve HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(AccessTokens(key: key).sign(claims))\r\nContent-Length: 0\r\n\r\n"
        )
    }

    /// The loop that answered /readyz is ready; the other, which may get the next connection, soon is.
    func registerWhenReady() async throws -> Int { try await whenReady { try await register() } }

    func sendWhenReady(_ request: RouteRequest) async throws -> Int { try await whenReady { try await send(request) } }

    private func whenReady(_ ask: () async throws -> Int) async throws -> Int {
        let deadline = MonotonicTime.read() + .seconds(30)
        let pause = LoopEvent(on: loop)
        var last = try await ask()
        while last == 503, MonotonicTime.read() < deadline {
            _ = await pause.wait(atMost: .milliseconds(5))
            last = try await ask()
        }
        return last
    }

    /// Asks every few milliseconds, for ten seconds at most.
    func waitUntil(_ path: String, is status: Int) async throws {
        let begun = MonotonicTime.read()
        let pause = LoopEvent(on: loop)
        var last = try await get(path)
        while last != status, MonotonicTime.read() - begun < .seconds(10) {
            _ = await pause.wait(atMost: .milliseconds(5))
            last = try await get(path)
        }
        #expect(last == status, "\(path)")
    }

    private func status(_ request: String) async throws -> Int {
        let peer = try await RawPeer(SocketAddress(.v4(0x7F00_0001), port: port), on: loop)
        defer { peer.stream.close() }
        try await peer.send(request)
        return try await peer.response()?.status ?? 0
    }
}

/// A log that hands over the port of the line `listening`.
private struct PortFinder: LogHandler {
    let found: AsyncStream<UInt16>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.message == "listening", let port = event.metadata?["port"].flatMap({ UInt16("\($0)") }) else { return }
        found.yield(port)
    }
}
