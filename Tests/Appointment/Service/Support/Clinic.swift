import Access
import AppointmentDomain
@testable import AppointmentService
import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import Logging
import OpenSSL
import Outbox
import Postgres
import Redis
import Reactor
import ServiceRuntime
import TestSupport
import Testing

/// The service on one loop, called through its router without a socket, in a schema of its own of the real database, with an auth
/// service of the test's. Confined to its loop.
final class Clinic: @unchecked Sendable {  // loop-confined
    /// Monday 2026-11-30, 00:00 UTC.
    static let start: Int64 = 1_796_000_400_000 - 1_796_000_400_000 % 86_400_000

    struct Person: Sendable {
        let id: UserID
        let token: String
    }

    let loop: EventLoop
    let process: AppointmentProcess
    let pool: PostgresPool
    let clock: ManualWallClock
    let auth: FakeAuth
    /// Without Redis.
    let parts: AppointmentLoop
    let router: Router
    let commits = Commits()

    /// Counts what the relay would be told.
    final class Commits: CommitObserver {
        private(set) var count = 0
        func committed(first event: OutboxRow?) { count += 1 }
    }

    /// Runs `body` with all of it; `change` applies to the configuration.
    static func open(
        connections: Int = 2, _ change: @escaping @Sendable (inout AppointmentConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Clinic) async throws -> Void
    ) async throws {
        let address = try await Stores.shared.postgres(.appointment)
        try await onLoop { loop in
            var database = PostgresConfiguration(
                host: address.host, port: address.port, database: address.database, user: address.user, password: address.password)
            let resolver = Resolver()
            let schema = "test_\(UInt64.random(in: .min ... .max))"
            database.searchPath = schema
            // A busy machine must not fail a test.
            database.queryTimeout = .seconds(30)
            let session = try await PostgresSession.open(database, on: loop, resolver: resolver)
            try await session.execute(script: Self.prepare(schema))
            _ = try await Migrations.apply(directory: Self.path("sql/appointment"), session: session)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await serve(database, connections, change, body, loop)) } catch {
                outcome = .failure(error)
            }
            try await session.execute(script: "DROP SCHEMA \(schema) CASCADE")
            session.close()
            try outcome.get()
        }
    }

    /// The extension belongs to the whole database: not into a schema that will go.
    private static func prepare(_ schema: String) -> String {
        """
        SELECT pg_advisory_xact_lock(8271);
        CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
        CREATE SCHEMA \(schema);
        """
    }

    private static func serve(
        _ database: PostgresConfiguration, _ connections: Int, _ change: @Sendable (inout AppointmentConfiguration) -> Void,
        _ body: @Sendable (Clinic) async throws -> Void, _ loop: EventLoop
    ) async throws {
        let clock = ManualWallClock(start)
        let secret = try HMACSHA256(key: Array(environment["INTERNAL_SECRET", default: ""].utf8))
        let auth = FakeAuth(ServiceTokens(key: secret), now: { clock.clock.instant })
        try await withServer(auth.router, on: loop) { server in
            var configuration = AppointmentConfiguration(
                from: try ConfigurationReader(environment: environment).read(AppointmentConfiguration.keys), cores: 1)
            configuration.service.database.postgres = database
            configuration.doctors.authService = try #require(WebOrigin("http://\(server.address)"))
            change(&configuration)
            let process = try AppointmentProcess(configuration, clock: clock.clock)
            let pool = PostgresPool(
                configuration.service.database.postgres, connections: connections, on: loop, resolver: process.service.resolver)
            async let running: Void = pool.run()
            let outcome: Result<Void, any Error>
            do {
                try #require(await pool.waitUntilReady(atMost: .seconds(30)))
                let clinic = Clinic(process, pool, clock, auth, on: loop)
                try await body(clinic)
                outcome = .success(try await clinic.checkEvents())
            } catch {
                outcome = .failure(error)
            }
            await pool.close(within: .seconds(1))
            await running
            try outcome.get()
        }
    }

    private init(
        _ process: AppointmentProcess, _ pool: PostgresPool, _ clock: ManualWallClock, _ auth: FakeAuth, on loop: EventLoop
    ) {
        self.process = process
        self.pool = pool
        self.clock = clock
        self.auth = auth
        self.loop = loop
        let context = Self.context(process, pool, process.service.redis(on: loop, log: Self.silent), on: loop)
        parts = AppointmentLoop(process, context, commits: commits)
        router = context.router(parts.features, isLimited: false)
    }

    private static func context(_ process: AppointmentProcess, _ pool: PostgresPool, _ redis: RedisClient, on loop: EventLoop)
        -> LoopContext
    {
        LoopContext(process.service, pool: pool, redis: redis, log: silent, on: loop)
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var ids: IdentifierSource { process.service.ids }
    var names: RedisNames { process.service.settings.redisNames }

    /// One that is not run yet.
    func redisClient() -> RedisClient { process.service.redis(on: loop, log: Self.silent) }

    func context(_ redis: RedisClient) -> LoopContext { Self.context(process, pool, redis, on: loop) }

    /// Another replica of it, on the same database.
    func replica() -> Router {
        let context = context(redisClient())
        return context.router(AppointmentLoop(process, context, commits: commits).features, isLimited: false)
    }

    /// Another process on the same database.
    final class Replica: @unchecked Sendable {  // loop-confined
        let router: Router
        let zones: ZoneChanges

        init(router: Router, zones: ZoneChanges) {
            self.router = router
            self.zones = zones
        }

        func sweep(isClosing: @escaping () -> Bool = { false }) async throws { try await zones.sweep(isClosing: isClosing) }
    }

    /// With other time zone data.
    func replica(zones: ZoneDatabase) throws -> Replica {
        var configuration = process.configuration
        configuration.zones = zones
        let process = try AppointmentProcess(configuration, clock: clock.clock)
        let context = Self.context(process, pool, redisClient(), on: loop)
        let parts = AppointmentLoop(process, context, commits: commits)
        return Replica(router: context.router(parts.features, isLimited: false), zones: parts.zones.changes)
    }

    /// What this one does about its time zone data.
    var zones: ZoneChanges { parts.zones.changes }

    /// What the passing of time does, as one of the replicas does it.
    func sweep() async throws { try await parts.due.due.sweep() }

    /// The same clinic as a loop of a process has it, with lists cached in Redis.
    func cachingRouter(_ redis: RedisClient) -> Router {
        let context = context(redis)
        return context.router(AppointmentLoop(process, context).features, isLimited: false)
    }

    static let environment = [
        "JWT_SECRET": "0f5c5a4e8a7b4d0f9d1b7a4d9b1c2e3f", "INTERNAL_SECRET": "3b9e7c5a1d8f4e2b6c0a9d7f5e3b1c8a",
    ]

    static func path(_ path: String) -> String {
        (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }.appending(path: path).path
    }

    // MARK: People

    func person(_ role: Role, name: String = "Grace Hopper") throws -> Person {
        let id: UserID = ids.next()
        if role == .doctor || role == .desk { auth.users[id] = FakeAuth.User(name: name, role: role) }
        return Person(id: id, token: try token(id, role, name))
    }

    /// `age`: for how many seconds they have not shown who they are; nil: nobody knows.
    func token(_ id: UserID, _ role: Role, _ name: String = "Grace Hopper", lifetime: Int64 = 3_600, age: Int64? = nil) throws
        -> String
    {
        let key = try HMACSHA256(key: Array(Self.environment["JWT_SECRET", default: ""].utf8))
        let now = clock.clock.instant
        return AccessTokens(key: key).sign(
            TokenClaims(
                userID: id, expiresAt: now.adding(seconds: lifetime), issuedAt: now, tokenID: ids.next(),
                sessionID: ids.next(),
                role: role, name: name, authenticatedAt: age.map { now.adding(seconds: -$0) }))
    }

    func serviceToken() throws -> String {
        let secret = try HMACSHA256(key: Array(Self.environment["INTERNAL_SECRET", default: ""].utf8))
        return ServiceTokens(key: secret).sign(
            ServiceClaims(caller: .notification, issuedAt: clock.clock.instant, tokenID: ids.next()))
    }

    // MARK: Requests

    func send(
        _ method: HTTPMethod, _ path: String, query: String? = nil, token: String? = nil, body: String? = nil,
        fields: HTTPFields = [:], through other: Router? = nil, isHeldToContract: Bool = true
    ) async -> Answer {
        var fields = fields
        if let token { fields.append("authorization", "Bearer \(token)") }
        if body != nil, fields["content-type"] == nil { fields.append("content-type", "application/json") }
        let head = RequestHead(method: method, path: path, query: query, fields: fields)
        let trace = fields["traceparent"].flatMap { TraceContext(traceparent: Array($0.utf8).span, random: { 7 }) }
        let request = Request(head, body: Array((body ?? "").utf8), trace: trace ?? TraceContext(random: { 1 }))
        let response = await (other ?? router).respond(to: request)
        if isHeldToContract { check(request, response) }
        return Answer(response)
    }

    private func check(_ request: Request, _ response: Response) {
        for violation in APIContract.of("appointment").violations(request, response) { Issue.record("\(violation)") }
    }

    func book(
        _ doctor: UserID, by patient: Person, on date: String = "2026-12-15", at time: String = "10:00",
        reason: String? = "Regular checkup",
        fields: HTTPFields = [:]
    ) async -> Answer {
        let reason = reason.map { #","reason":"\#($0)""# } ?? ""
        return await send(
            .post, "/api/appointments", token: patient.token,
            body: #"{"doctorId":"\#(doctor)","appointmentDate":"\#(date)","appointmentTime":"\#(time)"\#(reason)}"#, fields: fields)
    }

    func approve(_ id: String, by person: Person, fields: HTTPFields = [:]) async -> Answer {
        await change("approve", id, by: person, fields: fields)
    }

    func change(_ action: String, _ id: String, by person: Person, _ body: String? = nil, fields: HTTPFields = [:]) async -> Answer
    {
        await send(.patch, "/api/appointments/\(id)/\(action)", token: person.token, body: body, fields: fields)
    }

    func reschedule(_ id: String, by person: Person, to date: String, _ time: String = "10:00", fields: HTTPFields = [:]) async
        -> Answer
    {
        await change("reschedule", id, by: person, #"{"appointmentDate":"\#(date)","appointmentTime":"\#(time)"}"#, fields: fields)
    }

    /// What is there of an appointment, and its history.
    func read(_ id: String, _ part: String = "", by person: Person) async -> Answer {
        await send(.get, "/api/appointments/\(id)\(part)", token: person.token)
    }

    /// As if it had come into that state.
    func put(_ id: String, into state: String) async throws {
        _ = try await rows(
            "UPDATE appointments SET status = $2::text, cancelled_by = CASE WHEN $2::text = 'CANCELLED' THEN 'PATIENT' END WHERE id = $1::uuid",
            [.text(id), .text(state)])
    }

    func mine(_ person: Person, query: String? = nil) async -> Answer {
        await send(.get, "/api/appointments/my", query: query, token: person.token)
    }

    /// Holds what is left in the outbox against the contract, unless the test has left no database.
    private func checkEvents() async throws {
        guard let events = try? await rows("SELECT payload FROM outbox") else { return }
        for row in events {
            let event = try JSONReader.parse(Array(try row.text(0).utf8))
            for violation in APIContract.of("events").violations(ofMessage: "AppointmentEvent", event) {
                Issue.record("\(violation)")
            }
        }
    }

    // MARK: Rows

    func rows(_ sql: String, _ values: [PostgresValue] = []) async throws -> PostgresResult {
        try await pool.query(Statement("test", sql), values)
    }

    func count(_ table: String) async throws -> Int { try await rows("SELECT count(*) FROM \(table)")[0].int(0) }
}
