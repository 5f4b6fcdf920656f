import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import TestSupport
import Testing

@testable import NotificationService

@Suite("Events of access to data", .timeLimit(.minutes(4))) struct AccessEventTests {
    private static func received(_ type: AppointmentEventType, of patient: UserID, to recipient: UserID) -> ReceivedEvent {
        var event = Events.make(type, patient: patient)
        (event.recipientID, event.purpose, event.reason) = (recipient, "BTG", nil)
        return ReceivedEvent(id: .random(), event: event)
    }

    @Test("the one whom it is for has it once in the inbox, unless they do not want it; of the visit it says nothing")
    func inbox() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, admin) = (UserID.random(), UserID.random())
                let events = [
                    Self.received(.viewed, of: patient, to: patient), Self.received(.unsealed, of: patient, to: patient),
                    Self.received(.unsealed, of: patient, to: admin),
                ]
                #expect(try await replica.deliver(events) == DeliverEvents.Outcome(delivered: 3, repeated: 0))
                #expect(try await replica.deliver(events) == DeliverEvents.Outcome(delivered: 0, repeated: 3))
                for (person, role, types) in [
                    (patient, Role.patient, ["appointment.unsealed", "appointment.viewed"]),
                    (admin, .admin, ["appointment.unsealed"]),
                    (events[0].event.doctorID, .doctor, []),
                ] {
                    let list = try await replica.call(.get, "/api/notifications/my", as: person, role: role).json["notifications"]
                    #expect(list?.elements?.compactMap { $0["type"]?.text } == types)
                    for notification in list?.elements ?? [] {
                        #expect(notification["metadata"]?["role"]?.text == role.rawValue)
                        #expect(notification["metadata"]?["doctorName"] == nil && notification["metadata"]?["date"] == nil)
                    }
                }
                let unwanted: JSONValue = [
                    "preferences": .array(
                        ["viewed", "unsealed"].map { ["type": .string("appointment.\($0)"), "inApp": false, "email": false] })
                ]
                _ = try await replica.call(.put, "/api/notifications/preferences", as: patient, json: unwanted)
                for type in [AppointmentEventType.viewed, .unsealed] {
                    let outcome = try await replica.deliver([Self.received(type, of: patient, to: patient)])
                    #expect(outcome.delivered == 0)
                }
            }
        }
    }

    @Test(
        "a patient has a mail of an opened record, though the visit changes before it leaves; an admin and who was looked at have none"
    )
    func mails() async throws {
        try await MailServer.use { server in
            try await EmailTests.run(EmailTests.settings(server), mailers: 0) { replica in
                let (patient, admin) = (UserID.random(), UserID.random())
                let opened = Self.received(.unsealed, of: patient, to: patient)
                var later = opened.event
                (later.type, later.version, later.status, later.recipientID) = (.cancelled, 2, .cancelled, nil)
                _ = try await replica.deliver([
                    opened, Self.received(.viewed, of: patient, to: patient), Self.received(.unsealed, of: patient, to: admin),
                    ReceivedEvent(id: .random(), event: later),
                ])
                let mails = try await replica.pool.query(
                    Statement(
                        "mails",
                        "SELECT user_id = $1, type, status FROM emails WHERE type IN ('appointment.viewed', 'appointment.unsealed')"
                    ),
                    [.id(patient)])
                #expect(mails.count == 1)
                let mail = try #require(mails.first)
                #expect(try mail.bool(0) && mail.text(1) == "appointment.unsealed" && mail.text(2) == "WAITING")
            }
        }
    }
}
