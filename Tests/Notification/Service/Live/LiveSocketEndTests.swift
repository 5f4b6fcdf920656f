import Access
import Contracts
import CoreHTTP
import Hosting
import Reactor
import TestSupport
import Testing

@testable import NotificationService

@Suite("How a live socket ends", .timeLimit(.minutes(4))) struct LiveSocketEndTests {
    @Test("with 4408 when the access token expires", arguments: Wire.allCases)
    func expiry(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let socket = try await replica.socket(of: .random(), lifetime: 1, over: wire)
                #expect(try await socket.end() == 4408)
            }
        }
    }

    @Test("with 4401 when its session is ended; other sessions of the user go on", arguments: Wire.allCases)
    func revocation(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, session) = (UserID.random(), SessionID.random())
                let ended = try await replica.socket(of: patient, session: session, over: wire)
                let other = try await replica.socket(of: patient, over: wire)
                for socket in [ended, other] { _ = try await socket.hello() }
                let until = Instant.latest
                replica.app.service.revocations.add([Revocation(sessionID: session, userID: patient, until: until)])
                #expect(try await ended.end() == 4401)
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await other.positions(1) == [1])
                let refused = await #expect(throws: TestSocket.Refused.self) {
                    _ = try await replica.socket(of: patient, session: session, over: wire)
                }
                #expect(refused?.answer.status == 401 && refused?.answer.code == "session_revoked")
            }
        }
    }

    @Test("with 1001 when the daemon drains", arguments: Wire.allCases)
    func drain(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let open = try await replica.socket(of: .random(), over: wire)
                _ = try await open.hello()
                async let drained: Void = replica.server.drain(within: .seconds(2))
                #expect(try await open.end() == 1001)
                open.close()
                await drained
            }
        }
    }

    @Test("with 1008 after a message that no client of ours sends")
    func misuse() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                for message in [["type": "dance"], [], ["type": "read", "id": "1"], ["type": "resume", "position": -1]]
                    as [JSONValue]
                {
                    let strange = try await replica.socket(of: .random())
                    try await strange.send(message)
                    #expect(try await strange.end() == 1008)
                }
            }
        }
    }

    @Test("when it does not read: it is cut off and recovers everything by its position", arguments: Wire.allCases)
    func slowReader(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let slow = try await replica.socket(of: patient, over: wire)
                let quick = try await replica.socket(of: patient, over: wire)
                for socket in [slow, quick] { _ = try await socket.hello() }
                // More than the kernel's buffers and the session's queue take together.
                var told: Int64 = 0
                while replica.live.hub.socketCount(of: patient) == 2 {
                    _ = try await replica.deliver((0..<200).map { _ in Events.received(.approved, patient: patient) })
                    #expect(try await quick.positions(200) == Array(told + 1...told + 200))
                    told += 200
                }
                // The close code waits behind what was not read, and no longer than the close handshake may take; a stream just ends.
                var seen: Int64 = 0
                do {
                    while true { seen = try await slow.next()["position"]?.integer ?? 0 }
                } catch let closed as TestSocket.Closed {
                    #expect(closed.code == 1013)
                } catch RawPeerError.closed {}
                slow.close()
                #expect(seen < told)
                let back = try await replica.socket(of: patient, position: max(seen, told - 900), over: wire)
                #expect(try await back.hello()["recovered"] == true)
                let rest = Int(told - max(seen, told - 900))
                #expect(try await back.positions(rest).last == told)
            }
        }
    }
}
