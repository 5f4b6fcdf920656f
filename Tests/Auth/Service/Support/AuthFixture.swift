import Access
import Audit
@testable import AuthService
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Logging
import OpenSSL
import Postgres
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

/// The service on one loop, called through its router without a socket, in a schema of its own of the real database.
final class AuthFixture {
    static let start: Int64 = 1_796_000_000_000

    let app: AuthProcess
    let audit: AuditFeature
    let securityEvents: SecurityEventsFeature
    let revocations: RevocationsFeature
    let letters: LettersFeature
    let resets: FactorResetsFeature
    let invitations: InvitationsFeature
    let pool: PostgresPool
    let clock: ManualWallClock
    let router: Router
    /// The same with the limits of the environment, which `router` has not.
    let limited: Router
    let hashes: CountingHasher
    let passwordPool: BlockingPool
    let redis: RedisClient
    let loop: EventLoop
    let log: Logger
    /// What the service has logged.
    let lines = Recorder<String>()

    init(
        _ settings: DatabaseSettings, redis: RedisConfiguration = RedisConfiguration(host: "127.0.0.1", port: 1),
        environment: [String: String] = [:], on loop: EventLoop
    ) throws {
        clock = ManualWallClock(Self.start)
        var configuration = AuthConfiguration(
            from: try ConfigurationReader(environment: Self.environment.merging(environment) { $1 }).read(AuthConfiguration.keys),
            cores: 1)
        configuration.service.database = settings
        configuration.service.redis = redis
        configuration.service.redisNames = RedisNames(prefix: "\(UInt64.random(in: .min ... .max)):")
        app = try AuthProcess(configuration, clock: clock.clock)
        let resolver = Resolver()
        pool = PostgresPool(settings.postgres, connections: settings.connections, on: loop, resolver: resolver)
        passwordPool = BlockingPool(
            name: "password", threads: configuration.passwords.threads, queueLimit: configuration.passwords.queueLimit)
        hashes = CountingHasher(try BcryptHasher(pool: passwordPool, try configuration.passwords.hash()))
        self.loop = loop
        log = Logger(label: "auth") { [lines] _ in RecordingLogHandler(lines: lines) }
        self.redis = app.service.redis(on: loop, log: log)
        let context = LoopContext(app.service, pool: pool, redis: self.redis, log: log, on: loop)
        let service = AuthLoop(app, context, passwords: hashes)
        (audit, securityEvents, revocations) = (service.audit, service.securityEvents, service.revocations)
        (letters, resets, invitations) = (service.letters, service.resets, service.invitations)
        router = context.router(service.features, isLimited: false)
        limited = context.router(service.features)
    }

    static let environment = [
        "JWT_SECRET": "0f5c5a4e8a7b4d0f9d1b7a4d9b1c2e3f", "JWT_REFRESH_SECRET": "7d2f1b8e4c6a4f0e8b3d5a9c1e7f2b6d",
        "INTERNAL_SECRET": "3b9e7c5a1d8f4e2b6c0a9d7f5e3b1c8a", "BCRYPT_ROUNDS": "4",
    ]

    // MARK: Requests

    func send(
        _ method: HTTPMethod, _ path: String, query: String? = nil, body: String? = nil, fields: HTTPFields = [:],
        limitedFrom address: String? = nil, isHeldToContract: Bool = true
    ) async -> Answer {
        var fields = fields
        if body != nil, fields["content-type"] == nil { fields.append("content-type", "application/json") }
        let head = RequestHead(method: method, path: path, query: query, fields: fields)
        let peer = address.flatMap { SocketAddress(numeric: $0, port: 1) } ?? SocketAddress(.v4(0x7F00_0001), port: 0)
        let request = Request(head, body: Array((body ?? "").utf8), peer: peer, trace: TraceContext(random: { 1 }))
        let response = await (address == nil ? router : limited).respond(to: request)
        if isHeldToContract {
            for violation in APIContract.of("auth").violations(request, response) { Issue.record("\(violation)") }
        }
        return Answer(response)
    }

    func register(_ email: String, password: String = "correct horse", role: String = "PATIENT", fields: HTTPFields = [:]) async
        -> Answer
    {
        await send(.post, "/api/auth/register", body: Self.registration(email, password: password, role: role), fields: fields)
    }

    func logIn(_ email: String, password: String = "correct horse") async -> Answer {
        await send(.post, "/api/auth/login", body: #"{"email":"\#(email)","password":"\#(password)"}"#)
    }

    func profile(_ token: String) async -> Answer {
        await send(.get, "/api/auth/profile", fields: ["Authorization": "Bearer \(token)"])
    }

    static func registration(_ email: String, password: String = "correct horse", role: String = "PATIENT") -> String {
        #"{"email":"\#(email)","password":"\#(password)","firstName":"Ann","lastName":"Lee","role":"\#(role)"}"#
    }

    // MARK: Tokens and rows

    var now: Instant { clock.clock.instant }

    /// What an access token of the service says.
    func claims(_ token: String) throws -> TokenClaims {
        let key = try HMACSHA256(key: Array(Self.environment["JWT_SECRET", default: ""].utf8))
        return try AccessTokens(key: key).verify(Array(token.utf8), now: now)
    }

    /// A live access token of somebody who may not exist.
    func accessToken() -> String {
        let user = User(
            id: app.service.ids.next(), email: "x@example.com", firstName: "X", lastName: "Y", role: .patient, createdAt: now,
            updatedAt: now)
        return app.sessions.issuer.issue(for: user, on: Device(userAgent: nil, address: "::1"), by: .password, at: now).accessToken
    }

    func serviceToken(secret: String = "INTERNAL_SECRET") throws -> String {
        ServiceTokens(key: try HMACSHA256(key: Array(Self.environment[secret, default: ""].utf8))).sign(
            ServiceClaims(caller: .appointment, issuedAt: now, tokenID: app.service.ids.next()))
    }

    /// Expects the one number that a statement gives.
    func expect(_ number: Int, from sql: String, _ values: [PostgresValue] = [], at place: SourceLocation = #_sourceLocation)
        async throws
    {
        let found = try await pool.query(Statement("expect", sql), values)[0].int(0)
        #expect(found == number, "\(sql)", sourceLocation: place)
    }

    func expectRows(_ number: Int, in table: String, at place: SourceLocation = #_sourceLocation) async throws {
        try await expect(number, from: "SELECT count(*) FROM \(table)", at: place)
    }
}

/// A response as a test reads it.
struct Answer {
    let status: Int
    let fields: HTTPFields
    let text: String

    init(_ response: Response) {
        status = response.status.code
        fields = response.fields
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes, as: UTF8.self) } else { text = "" }
    }

    /// Nil for a body that is no JSON.
    var json: JSONValue? { try? JSONReader.parse(Array(text.utf8)) }
    subscript(member: String) -> JSONValue? { json?[member] }
    var code: String? { self["code"]?.text }
    var token: String { self["accessToken"]?.text ?? "" }
    /// The places a problem complains about.
    var pointers: [String] { self["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? [] }

    /// The attributes of a cookie by name, the first being its value.
    func cookie(_ name: String) -> [String] {
        let text = fields.all("Set-Cookie").first { $0.hasPrefix(name + "=") } ?? ""
        return text.dropFirst(name.count + 1).split(separator: "; ").map(String.init)
    }
}
