import AuditSupport
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import TestSupport
import Testing

@testable import NotificationService

@Suite("Who was told of me", .timeLimit(.minutes(4))) struct ReadingTests {
    private static func log(_ replica: Replica, _ person: UserID, _ role: Role = .patient, _ query: String = "") async throws
        -> [JSONValue]
    {
        try await replica.call(.get, "/api/notifications/access-log\(query)", as: person, role: role).json["entries"]?.elements
            ?? []
    }

    private static func unsealed(_ patient: UserID, to recipient: UserID) -> ReceivedEvent {
        var event = Events.make(.unsealed, patient: patient)
        (event.recipientID, event.purpose, event.reason) = (recipient, "BTG", nil)
        return ReceivedEvent(id: .random(), event: event)
    }

    @Test("a patient sees whose inbox news of theirs came into, which visit it was of, and their own doings apart")
    func own() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                let received = Events.received(.created, patient: patient, doctor: doctor)
                _ = try await replica.deliver([received])
                _ = try await replica.call(.get, "/api/notifications/my", as: doctor, role: .doctor)
                let entries = try await Self.log(replica, patient)
                #expect(entries.compactMap { $0["event"]?.text }.sorted() == ["notification.deliver", "notification.list"])
                #expect(entries.allSatisfy { $0["role"] == "DOCTOR" && $0["actorId"] == nil && $0["name"]?.text == nil })
                let delivered = entries.first { $0["event"] == "notification.deliver" }
                #expect(delivered?["appointmentId"]?.text == "\(received.event.appointmentID)" && delivered?["program"] == "inbox")
                _ = try await replica.call(.patch, "/api/notifications/read-all", as: patient)
                _ = try await replica.entries()
                let own = try await Self.log(replica, patient, .patient, "?own=true").compactMap { $0["event"]?.text }
                #expect(Set(own) == ["notification.read_all", "audit.read"])
                #expect(try await Self.log(replica, .random()).isEmpty)
            }
        }
    }

    @Test("what admins are told of a record that was opened is as theirs, and the patient sees it a day later; an admin at once")
    func opened() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, admin, other) = (UserID.random(), UserID.random(), UserID.random())
                _ = try await replica.deliver([Self.unsealed(patient, to: admin)])
                _ = try await replica.call(.get, "/api/notifications/my", as: admin, role: .admin)
                _ = try await replica.call(.delete, "/api/notifications", as: admin, role: .admin)
                let told = try await replica.entries("notification.deliver")
                #expect(told.map(\.role) == ["ADMIN"] && told.map(\.purpose) == ["PATADMIN"] && told.map(\.actor) == [admin])
                #expect(try await Self.log(replica, patient).isEmpty)
                let query = "?patientId=\(patient)&purpose=PATADMIN"
                let seen = try await Self.log(replica, other, .admin, query).compactMap { $0["event"]?.text }
                #expect(seen.contains("notification.deliver") && seen.contains("notification.list"))
                #expect(try await Self.log(replica, patient).isEmpty)
                for table in ["access_log", "access_subjects"] {
                    for sql in [
                        "ALTER TABLE \(table) DISABLE TRIGGER USER", "UPDATE \(table) SET at = at - interval '24 hours'",
                        "ALTER TABLE \(table) ENABLE TRIGGER USER",
                    ] { _ = try await replica.pool.query(Statement("later", sql)) }
                }
                let later = try await Self.log(replica, patient).compactMap { $0["event"]?.text }
                #expect(Set(later).isSuperset(of: ["notification.deliver", "notification.list", "audit.read"]))
            }
        }
    }
}
