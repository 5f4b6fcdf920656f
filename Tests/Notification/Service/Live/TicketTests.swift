import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Tickets for the live socket", .timeLimit(.minutes(4))) struct TicketTests {
    private func ticket(_ replica: Replica, _ user: UserID) async throws -> String {
        let answer = try await replica.call(.post, "/api/notifications/ticket", as: user)
        #expect(answer.status == 201 && answer["Cache-Control"] == "no-store")
        #expect(answer.json["expiresIn"] == 30)
        return try #require(answer.json["ticket"]?.text)
    }

    @Test("a ticket opens one socket, on any replica, and is worth nothing after that", arguments: Wire.allCases)
    func once(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { first in
                try await clinic.replica(on: loop) { second in
                    let patient = UserID.random()
                    let ticket = try await ticket(first, patient)
                    func open() async throws -> TestSocket {
                        // A foreign page that was given a ticket may use it: no cookie is involved.
                        try await TestSocket(
                            second.server.address, path: "\(wire.path)?ticket=\(ticket)&position=0",
                            fields: ["Origin": "https://elsewhere.example"], over: wire, on: loop)
                    }
                    let socket = try await open()
                    #expect(try await socket.hello()["recovered"] == true)
                    _ = try await first.deliver([Events.received(.approved, patient: patient)])
                    #expect(try await socket.positions(1) == [1])
                    let refused = await #expect(throws: TestSocket.Refused.self) { _ = try await open() }
                    #expect(refused?.answer.status == 401 && refused?.answer.code == "unauthenticated")
                }
            }
        }
    }

    @Test("Redis keeps a digest for 30 seconds, never the ticket")
    func whatIsKept() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let ticket = try await ticket(replica, .random())
                let redis = replica.redis
                let keys =
                    try await redis.command("KEYS", .text(clinic.configuration.service.redisNames.ticket("*"))).elements ?? []
                #expect(keys.count == 1)
                let key = try #require(keys.first?.text)
                #expect(!key.contains(ticket))
                let left = try #require(try await redis.command("PTTL", .text(key)).int)
                #expect((1...30_000).contains(left))
                // Too old is gone.
                _ = try await redis.command("PEXPIRE", .text(key), 1)
                try await eventually(on: loop) { try await redis.command("EXISTS", .text(key)) == .integer(0) }
                let refused = await #expect(throws: TestSocket.Refused.self) {
                    _ = try await TestSocket(replica.server.address, path: "/ws?ticket=\(ticket)", fields: [:], on: loop)
                }
                #expect(refused?.answer.status == 401)
            }
        }
    }

    @Test("a ticket of a session that has been ended is refused, and nobody gets one without a token")
    func refusals() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, session) = (UserID.random(), SessionID.random())
                let answer = try await replica.call(
                    .post, "/api/notifications/ticket",
                    fields: ["Authorization": "Bearer \(replica.token(of: patient, session: session))"])
                let ticket = try #require(answer.json["ticket"]?.text)
                replica.app.service.revocations.add([Revocation(sessionID: session, userID: patient, until: .latest)])
                let refused = await #expect(throws: TestSocket.Refused.self) {
                    _ = try await TestSocket(replica.server.address, path: "/ws?ticket=\(ticket)", fields: [:], on: loop)
                }
                #expect(refused?.answer.code == "session_revoked")
                #expect(try await replica.call(.post, "/api/notifications/ticket").status == 401)
                let foreign = try await replica.call(
                    .post, "/api/notifications/ticket",
                    fields: ["Cookie": "accessToken=\(replica.token(of: patient))", "Origin": "https://evil.example"])
                #expect(foreign.status == 403)
                for nonsense in ["x", "", "%00"] {
                    let refused = await #expect(throws: TestSocket.Refused.self) {
                        _ = try await TestSocket(replica.server.address, path: "/ws?ticket=\(nonsense)", fields: [:], on: loop)
                    }
                    #expect(refused?.answer.status == 401)
                }
            }
        }
    }
}
