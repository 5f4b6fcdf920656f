import Contracts
import CoreHTTP
import Foundation
import NotificationDomain
import TestSupport
import Testing

@testable import Kafka
@testable import NotificationService

@Suite("Reading events from the topic") struct ReceivedEventTests {
    private static let id = "018f0000-0000-7000-8000-000000000001"
    private static let event = Events.make(.cancelled)

    private func message(_ value: [UInt8], _ headers: [KafkaHeader]) -> KafkaMessage {
        KafkaMessage(
            partition: KafkaPartition(topic: "t", number: 0), offset: 0, timestamp: nil, key: [], value: value, headers: headers)
    }

    private func read(
        _ change: (inout [(String, JSONValue)]) -> Void = { _ in }, headers: [KafkaHeader]? = nil
    ) throws(EventDefect) -> ReceivedEvent {
        guard case .object(let object) = Events.json(Self.event) else { preconditionFailure("an event is an object") }
        var members = object.members.map { ($0.name, $0.value) }
        change(&members)
        let headers = headers ?? Events.headers(id: Self.id, type: Self.event.type.rawValue)
        return try ReceivedEvent(message(JSONValue.object(JSONObject(members)).encoded(), headers))
    }

    private func set(_ name: String, _ value: JSONValue?) -> (inout [(String, JSONValue)]) -> Void {
        { members in
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
    }

    @Test("what was written is read")
    func roundTrip() throws {
        let received = try read()
        #expect(received.id == EventID(Self.id) && received.event == Self.event)
    }

    @Test("members that are not known are left aside, nothing and null are alike")
    func tolerance() throws {
        #expect(try read(set("newMember", ["a": 1])).event == Self.event)
        #expect(try read(set("reason", nil)).event.reason == nil)
        #expect(try read(set("reason", .null)).event.reason == nil)
        #expect(try read(set("cancelledBy", "SYSTEM")).event.cancelledBy == .system)
        #expect(try read(set("actor", ["id": .null, "role": "SYSTEM"])).event.actor == .system)
        #expect(try read(headers: Events.headers(id: Self.id, type: "appointment.cancelled", version: "1.9")).event == Self.event)
    }

    @Test(
        "a member that is missing or wrong is named",
        arguments: [
            ("type", nil), ("type", "appointment.created"), ("appointmentId", "x"), ("appointmentId", nil), ("version", "1"),
            ("patientId", .null), ("doctorId", 7), ("patientName", nil), ("patientName", "a\u{0}b"), ("date", "2031-02-30"),
            ("time", "24:00"), ("startsAt", "yesterday"), ("endsAt", nil), ("timeZone", true), ("status", "LOST"),
            ("cancelledBy", "NOBODY"), ("cancelledBy", 1), ("actor", nil), ("actor", ["id": .null, "role": "PATIENT"]),
            ("rejectionReason", "\u{0}"), ("previousDate", "x"), ("leadMinutes", "60"),
        ] as [(String, JSONValue?)])
    func members(_ name: String, _ value: JSONValue?) {
        #expect(throws: EventDefect.member(name)) { try read(set(name, value)) }
    }

    @Test(
        "a text is as long as the contract allows, in characters of any size, and no longer",
        arguments: [
            ("patientName", 201), ("doctorName", 201), ("timeZone", 64), ("reason", 2_000), ("cancellationReason", 2_000),
            ("rejectionReason", 2_000),
        ])
    func lengths(_ name: String, _ limit: Int) throws {
        for character in ["a", "ä", "\u{1F600}", "e\u{301}"] {
            let size = character.unicodeScalars.count
            let longest = String(repeating: character, count: limit / size) + String(repeating: "b", count: limit % size)
            _ = try read(set(name, .string(longest)))
            #expect(violations(set(name, .string(longest))).isEmpty)
            for more in [1, 10, 1_000_000] {
                let text = longest + String(repeating: "c", count: more)
                #expect(throws: EventDefect.member(name)) { try read(set(name, .string(text))) }
                #expect(!violations(set(name, .string(text))).isEmpty)
            }
        }
    }

    private func violations(_ change: (inout [(String, JSONValue)]) -> Void) -> [String] {
        guard case .object(let object) = Events.json(Self.event) else { preconditionFailure("an event is an object") }
        var members = object.members.map { ($0.name, $0.value) }
        change(&members)
        return APIContract.of("events").violations(ofMessage: "AppointmentEvent", .object(JSONObject(members)))
    }

    @Test(
        "events of yesterday, which carry the notes, are read, whatever stands in them",
        arguments: ["well", nil, 7] as [JSONValue?])
    func notes(_ value: JSONValue?) throws {
        #expect(try read(set("notes", value)).event == Self.event)
    }

    @Test("the members of the actor are named too")
    func actor() {
        #expect(throws: EventDefect.member("role")) { try read(set("actor", "me")) }
        #expect(throws: EventDefect.member("id")) { try read(set("actor", ["id": "me", "role": "PATIENT"])) }
    }

    @Test("headers are checked before the value")
    func headers() {
        let good = Events.headers(id: Self.id, type: "appointment.cancelled")
        func without(_ name: String) -> [KafkaHeader] { good.filter { $0.name != name } }
        for name in [CloudEvents.Header.specVersion, CloudEvents.Header.id, CloudEvents.Header.type] {
            #expect(throws: EventDefect.header(name)) { try ReceivedEvent(message([], without(name))) }
        }
        #expect(throws: EventDefect.header(CloudEvents.Header.id)) {
            try ReceivedEvent(message([], Events.headers(id: "1", type: "appointment.created")))
        }
        #expect(throws: EventDefect.header(CloudEvents.Header.specVersion)) {
            try ReceivedEvent(message([], Events.headers(id: Self.id, type: "appointment.created", version: "2.0")))
        }
        #expect(throws: EventDefect.unknownType) {
            try ReceivedEvent(message([], Events.headers(id: Self.id, type: "appointment.forgotten")))
        }
    }

    @Test("a value that is no JSON object is none", arguments: ["", "{", "[]", "null", "\"x\"", "{\"a\":1,\"a\":2}", "\u{FEFF}{}"])
    func values(_ text: String) {
        #expect(throws: EventDefect.notJSON) {
            try ReceivedEvent(message(Array(text.utf8), Events.headers(id: Self.id, type: "appointment.created")))
        }
    }

    @Test("a type that has a header and no notification yet is still read", arguments: AppointmentEventType.allCases)
    func types(_ type: AppointmentEventType) throws {
        let read = try read(set("type", .string(type.rawValue)), headers: Events.headers(id: Self.id, type: type.rawValue))
        #expect(read.event.type == type)
    }

    @Test("metadata names the appointment and nothing clinical")
    func metadata() throws {
        var event = Self.event
        event.reason = "SECRET"
        event.cancellationReason = "SECRET"
        event.cancelledBy = .doctor
        let text = NotificationMetadata.json(
            ReceivedEvent(id: .random(), event: event, traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"),
            for: .init(recipient: event.patientID, role: .patient, title: "t", message: "m"))
        let json = try JSONReader.parse(Array(text.utf8))
        #expect(json["appointmentId"]?.text == event.appointmentID.description)
        #expect(json["role"] == "PATIENT" && json["cancelledBy"] == "DOCTOR" && json["date"] == "2031-05-05")
        #expect(json["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(!text.contains("SECRET"))
    }

    @Test("without a trace, or with one that cannot be read, metadata name none", arguments: [nil, "", "00-0-0-0"])
    func untraced(traceparent: String?) throws {
        let event = ReceivedEvent(id: .random(), event: Self.event, traceparent: traceparent)
        let text = NotificationMetadata.json(
            event, for: .init(recipient: event.event.patientID, role: .patient, title: "t", message: "m"))
        #expect(!text.contains("traceId"))
    }
}
