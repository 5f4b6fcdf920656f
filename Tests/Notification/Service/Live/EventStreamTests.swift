import Contracts
import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@testable import NotificationService

/// What a stream of Server-Sent Events has of its own; what it shares with the WebSocket is told in `LiveSocketTests`.
@Suite("The event stream", .timeLimit(.minutes(4))) struct EventStreamTests {
    @Test("Last-Event-ID resumes, and counts before the position in the URL")
    func lastEventID() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                for _ in 0..<4 { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
                func open(_ path: String, _ fields: [String: String]) async throws -> TestSocket {
                    let token = replica.token(of: patient)
                    return try await TestSocket(
                        replica.server.address, path: path,
                        fields: fields.merging(["Authorization": "Bearer \(token)"]) { $1 }, over: .eventStream, on: loop)
                }
                let first = try await open("/api/notifications/stream?position=1", [:])
                #expect(try await first.hello()["recovered"] == true)
                // A stream that breaks in the middle of its replay goes on from there, not from the hello's head.
                #expect(first.lastEventID == "1")
                #expect(try await first.positions(2) == [2, 3])
                let last = try #require(first.lastEventID)
                first.close()
                let again = try await open("/api/notifications/stream?position=1", ["Last-Event-ID": last])
                #expect(try await again.hello()["position"] == 4)
                #expect(try await again.positions(1) == [4])
                let anew = try await open("/api/notifications/stream", [:])
                #expect(try await anew.hello()["recovered"] == false)
                #expect(anew.lastEventID == "4")
                for id in ["x", "-1", ""] {
                    let refused = await #expect(throws: TestSocket.Refused.self) {
                        _ = try await open("/api/notifications/stream", ["Last-Event-ID": id])
                    }
                    #expect(refused?.answer.status == 400 && refused?.answer.code == "invalid_parameter", "\(id)")
                }
            }
        }
    }

    @Test("who may listen: an own page by cookie, with or without Origin; a foreign page not")
    func admission() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let cookie = "accessToken=\(replica.token(of: .random()))"
                let path = "/api/notifications/stream"
                for fields in [
                    ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"], [:], ["Origin": Clinic.frontend],
                    ["Origin": Clinic.frontend, "Sec-Fetch-Site": "same-site"],
                ] {
                    let socket = try await TestSocket(
                        replica.server.address, path: path, fields: fields.merging(["Cookie": cookie]) { $1 }, over: .eventStream,
                        on: loop)
                    #expect(try await socket.hello()["position"] == 0)
                    socket.close()
                }
                for fields in [
                    ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
                    ["Origin": "null", "Sec-Fetch-Site": "none"],
                ] {
                    let refused = await #expect(throws: TestSocket.Refused.self, "\(fields)") {
                        _ = try await TestSocket(
                            replica.server.address, path: path, fields: fields.merging(["Cookie": cookie]) { $1 },
                            over: .eventStream, on: loop)
                    }
                    #expect(refused?.answer.status == 403 && refused?.answer.code == "cross_site_request", "\(fields)")
                }
                let nobody = try await replica.call(.get, path)
                #expect(nobody.status == 401)
            }
        }
    }

    @Test("the head says what it is, and keeps caches and proxies from holding it back")
    func head() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let answer = try await replica.call(.head, "/api/notifications/stream", as: .random())
                #expect(answer.status == 200 && answer["Content-Type"] == "text/event-stream")
                #expect(answer["Cache-Control"] == "no-store" && answer["X-Accel-Buffering"] == "no")
            }
        }
    }
}
