@testable import AuthService
import Contracts
import CoreHTTP
import Glibc
import Hosting
import HTTPWire
import Postgres
import Reactor
import Synchronization
import TestSupport
import Testing

@Suite("When something is full, away or foreign") struct RefusalTests {
    @Test("with every password thread taken and the queue full, the answer is 503 at once; later it is not")
    func overloaded() async throws {
        try await withAuth(["PASSWORD_THREADS": "1", "PASSWORD_QUEUE_LIMIT": "1"]) { auth in
            let pool = auth.passwordPool
            let isFree = Gate()
            await withDiscardingTaskGroup { group in
                // The first is taken by the thread, which makes room for the second in the queue.
                group.addTask { try? await pool.run { isFree.wait() } }
                while pool.load.running == 0 { await Task.yield() }
                group.addTask { try? await pool.run { isFree.wait() } }
                while pool.load.queued == 0 { await Task.yield() }
                for answer in [await auth.register("ann@example.com"), await auth.logIn("ann@example.com")] {
                    #expect(answer.status == 503 && answer.code == "overloaded")
                    #expect(answer.fields["Retry-After"] == "1")
                }
                isFree.open()
            }
            #expect(await auth.register("ann@example.com").status == 201)
        }
    }

    @Test("without a database every route that needs it is 503 with Retry-After, at once")
    func storeAway() async throws {
        try await onLoop { loop in
            let nowhere = PostgresConfiguration(host: "127.0.0.1", port: 1, database: "x", user: "x", password: "x")
            let auth = try AuthFixture(DatabaseSettings(postgres: nowhere, connections: 1, migrations: ""), on: loop)
            let begun = loop.now
            let token = auth.accessToken()
            let service = try auth.serviceToken()
            let answers = [
                await auth.register("ann@example.com"), await auth.logIn("ann@example.com"), await auth.profile(token),
                await auth.send(
                    .get, "/internal/users/\(UserID(UUIDValue(high: 1, low: 1)))", fields: ["Authorization": "Bearer \(service)"]),
            ]
            for answer in answers {
                #expect(answer.status == 503 && answer.code == "store_unavailable" && answer.fields["Retry-After"] == "1")
            }
            #expect(MonotonicTime.read() - begun < .seconds(10))
        }
    }

    @Test("a foreign page cannot sign a browser in, ours can")
    func crossSite() async throws {
        try await withAuth { auth in
            let foreign = await auth.register("ann@example.com", fields: ["Origin": "https://evil.example"])
            #expect(foreign.status == 403 && foreign.code == "cross_site_request")
            #expect(foreign.fields["Access-Control-Allow-Origin"] == nil)
            let ours = await auth.register("ann@example.com", fields: ["Origin": "http://localhost:3010"])
            #expect(ours.status == 201)
            #expect(ours.fields["Access-Control-Allow-Origin"] == "http://localhost:3010")
            #expect(ours.fields["Access-Control-Allow-Credentials"] == "true")
        }
    }
}

/// Holds threads back until it is opened.
private final class Gate: Sendable {
    private let lock = Mutex(false)

    func open() { lock.withLock { $0 = true } }
    func wait() { while !lock.withLock({ $0 }) { sched_yield() } }
}
