import Contracts
import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@testable import NotificationService

@Suite("Who comes in at the live socket", .timeLimit(.minutes(4))) struct LiveSocketAdmissionTests {
    @Test("who may not come in is refused before the handshake")
    func refusals() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let token = replica.token(of: .random())
                let dead = replica.token(of: .random(), lifetime: -60)
                let cookie = "accessToken=\(token)"
                for (name, fields, status, code) in [
                    ("nobody", [:], 401, "unauthenticated"),
                    ("a forged token", ["Authorization": "Bearer \(token)x"], 401, "unauthenticated"),
                    ("an expired token", ["Authorization": "Bearer \(dead)"], 401, "token_expired"),
                    ("a foreign page", ["Cookie": cookie, "Origin": "https://evil.example"], 403, "cross_site_request"),
                    ("a sandboxed page", ["Cookie": cookie, "Origin": "null"], 403, "cross_site_request"),
                ] as [(String, [String: String], Int, String)] {
                    let refused = await #expect(throws: TestSocket.Refused.self, "\(name)") {
                        _ = try await TestSocket(replica.server.address, path: "/ws", fields: fields, on: loop)
                    }
                    #expect(refused?.answer.status == status && refused?.answer.code == code, "\(name)")
                }
                for fields in [
                    ["Cookie": cookie, "Origin": Clinic.frontend], ["Cookie": cookie],
                    ["Authorization": "Bearer \(token)", "Origin": "https://evil.example"],
                ] {
                    let socket = try await TestSocket(replica.server.address, path: "/ws", fields: fields, on: loop)
                    #expect(try await socket.hello()["position"] == 0)
                    socket.close()
                }
                for path in ["/ws?position=x", "/ws?position=-1", "/ws?position="] {
                    let refused = await #expect(throws: TestSocket.Refused.self) {
                        _ = try await TestSocket(
                            replica.server.address, path: path, fields: ["Authorization": "Bearer \(token)"], on: loop)
                    }
                    #expect(refused?.answer.status == 400 && refused?.answer.code == "invalid_parameter")
                }
                let plain = try await replica.call(.get, "/ws", as: .random())
                #expect(plain.status == 426)
            }
        }
    }

    @Test("too many sockets of one user are told to try again later")
    func tooMany() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                var sockets: [TestSocket] = []
                for _ in 0..<SocketCounts.perUser { sockets.append(try await replica.socket(of: patient)) }
                let closed = await #expect(throws: TestSocket.Closed.self) {
                    let socket = try await replica.socket(of: patient)
                    while true { _ = try await socket.next() }
                }
                #expect(closed?.code == 1013)
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                for socket in sockets {
                    _ = try await socket.hello()
                    #expect(try await socket.positions(1) == [1])
                }
            }
        }
    }
}
