import Contracts
import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

@testable import NotificationService

@Suite("Preferences", .timeLimit(.minutes(4))) struct PreferenceTests {
    private static let path = "/api/notifications/preferences"

    @Test("a GET shows every type, a PUT replaces those it names, for that user alone")
    func routes() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, other) = (UserID.random(), UserID.random())
                let standard = try await replica.call(.get, Self.path, as: patient)
                #expect(standard.status == 200)
                let list = try #require(standard.json["preferences"]?.elements)
                #expect(list.compactMap { $0["type"]?.text } == AppointmentEventType.allCases.map(\.rawValue))
                #expect(list.allSatisfy { $0["inApp"] == true })
                #expect(list[0] == ["type": "appointment.created", "inApp": true, "email": false])
                #expect(list[1] == ["type": "appointment.approved", "inApp": true, "email": true])
                let changed = try await replica.call(
                    .put, Self.path, as: patient,
                    json: ["preferences": [["type": "appointment.approved", "inApp": false, "email": false]]])
                #expect(changed.status == 200)
                _ = try await replica.call(
                    .put, Self.path, as: patient,
                    json: ["preferences": [["type": "appointment.created", "inApp": true, "email": true]]])
                let now = try await replica.call(.get, Self.path, as: patient).json["preferences"]?.elements ?? []
                #expect(now[0] == ["type": "appointment.created", "inApp": true, "email": true])
                #expect(now[1] == ["type": "appointment.approved", "inApp": false, "email": false])
                #expect(try await replica.call(.get, Self.path, as: other).json == standard.json)
            }
        }
    }

    @Test("what is not a list of preferences is refused, and nothing is changed")
    func refusals() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let good: JSONValue = ["type": "appointment.approved", "inApp": false, "email": false]
                for body in [
                    [], [:], ["preferences": []], ["preferences": "x"], ["preferences": [good, good]],
                    ["preferences": [good, ["type": "appointment.dance", "inApp": true, "email": true]]],
                    ["preferences": [["type": "appointment.approved", "inApp": true]]],
                    ["preferences": [["type": "appointment.approved", "inApp": "yes", "email": false]]],
                    ["preferences": [good], "more": 1],
                ] as [JSONValue] {
                    let answer = try await replica.call(.put, Self.path, as: patient, json: body)
                    #expect(answer.status == 422 && answer.code == "validation_failed", "\(body)")
                }
                #expect(try await replica.call(.put, Self.path, as: patient).status == 415)
                #expect(try await replica.call(.get, Self.path).status == 401)
                #expect(try await replica.call(.put, Self.path, json: ["preferences": [good]]).status == 401)
                let list = try await replica.call(.get, Self.path, as: patient).json["preferences"]?.elements
                #expect(list?[1]["inApp"] == true)
            }
        }
    }

    @Test("what one does not want in the inbox takes no number, and does not come back when it is wanted again")
    func inApp() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                func set(_ inApp: Bool) async throws {
                    let body: JSONValue = ["preferences": [["type": "appointment.created", "inApp": .bool(inApp), "email": false]]]
                    #expect(try await replica.call(.put, Self.path, as: patient, json: body).status == 200)
                }
                try await set(false)
                let socket = try await replica.socket(of: patient)
                _ = try await socket.hello()
                let unwanted = Events.received(patient: patient, doctor: doctor)
                #expect(try await replica.deliver([unwanted]) == DeliverEvents.Outcome(delivered: 1, repeated: 0), "the doctor's")
                #expect(try await replica.store.state(of: patient) == .empty)
                try await set(true)
                _ = try await replica.deliver([unwanted, Events.received(.approved, patient: patient, doctor: doctor)])
                #expect(try await socket.next()["notification"]?["type"] == "appointment.approved")
                let list = try await replica.call(.get, "/api/notifications/my", as: patient).json
                #expect(list["notifications"]?.elements?.count == 1 && list["position"] == 1)
            }
        }
    }
}
