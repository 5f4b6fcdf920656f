import Audit
import AuditSupport
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import NotificationDomain
import Postgres
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Access log of notifications", .timeLimit(.minutes(4))) struct NotificationAuditTests {
    private static func run(_ body: @escaping @Sendable (Replica) async throws -> Void) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop, connections: 4) { try await body($0) }
        }
    }

    @Test("the policy has a line for every route, and none for others")
    func policy() async throws {
        try await Self.run { replica in
            #expect(AuditPolicy.notifications.violations(of: replica.router.routes) == [])
            #expect(AuditPolicy([]).violations(of: replica.router.routes).count == replica.router.routes.count)
        }
    }

    @Test("whatever is put into somebody else's inbox than the patient's has one entry, of that patient, however often it comes")
    func deliveries() async throws {
        try await Self.run { replica in
            let people = (0..<3).map { _ in (patient: UserID.random(), doctor: UserID.random()) }
            let events = AppointmentEventType.allCases.flatMap { type in
                people.map { Events.received(type, patient: $0.patient, doctor: $0.doctor) }
            }
            for _ in 0..<2 { _ = try await replica.deliver(events) }
            _ = try await replica.deliver(Array(events.prefix(2)))
            let entries = try await replica.entries(flushed: false)
            let expected = events.flatMap { received in
                NotificationText.make(received.event).filter { $0.role == .doctor }.map { _ in received.event }
            }
            #expect(entries.count == expected.count && !entries.isEmpty)
            for event in expected {
                let told = entries.filter { $0.object == event.appointmentID.uuid }
                #expect(told.count == 1 && told[0].event == "notification.deliver" && told[0].actor == event.doctorID)
                #expect(told[0].people == [event.patientID] && told[0].role == "DOCTOR" && told[0].purpose == "TREAT")
                #expect(told[0].version == Int(event.version) && told[0].client == "inbox" && !told[0].hasSession)
            }
        }
    }

    @Test("every e-mail that is to leave has one entry, the patient's own too; one that the same news make untrue has none")
    func mails() async throws {
        try await Self.run { replica in
            let (patient, doctor, visit) = (UserID.random(), UserID.random(), AppointmentID.random())
            var deliver = replica.deliver
            deliver.emails = EmailText.Style(organizer: CalendarOrganizer(host: "localhost"))
            try await PreferenceStore(pool: replica.pool).keep(
                [NotificationPreference(type: .created, inApp: false, email: true)], of: doctor)
            var events = [AppointmentEventType.created, .approved, .cancelled].map {
                ReceivedEvent(id: .random(), event: Events.make($0, patient: patient, doctor: doctor, appointment: visit))
            }
            for index in events.indices {
                var event = events[index].event
                event.version = Int64(index + 1)
                events[index] = ReceivedEvent(id: events[index].id, event: event)
            }
            for _ in 0..<2 { _ = try await deliver(events) }
            let waiting = Statement(
                "waiting", "SELECT user_id, version FROM emails WHERE status = 'WAITING' ORDER BY user_id, version")
            let mails = try await replica.pool.query(waiting).map { row in
                "\(try row.id(0) as UserID) \(try row.int(1))"
            }
            let told = try await replica.entries("notification.mail", flushed: false)
            #expect(Set(told.map { "\($0.actor.map(\.description) ?? "") \($0.version ?? 0)" }) == Set(mails))
            #expect(told.count == mails.count && told.contains { $0.actor == patient })
            #expect(told.allSatisfy { $0.people == [patient] && $0.object == visit.uuid && $0.client == "mail" })
        }
    }

    @Test("a doctor's page is in the log before it is shown, with everybody on it; a patient's own later, repetitions as one")
    func reads() async throws {
        try await Self.run { replica in
            let (doctor, admin) = (UserID.random(), UserID.random())
            let patients = (0..<5).map { _ in UserID.random() }
            for patient in patients {
                _ = try await replica.deliver([Events.received(.created, patient: patient, doctor: doctor)])
            }
            // The second time from Redis.
            for _ in 0..<2 {
                #expect(try await replica.call(.get, "/api/notifications/my", as: doctor, role: .doctor).status == 200)
            }
            #expect(try await replica.call(.get, "/api/notifications/my?limit=2", as: doctor, role: .doctor).status == 200)
            _ = try await replica.call(.get, "/api/notifications/unread-count", as: doctor, role: .doctor)
            _ = try await replica.call(.get, "/api/notifications/my", as: admin, role: .admin)
            let told = try await replica.entries("notification.list", flushed: false)
            #expect(told.map(\.people) == [Set(patients), Set(patients), Set(patients.suffix(2))])
            #expect(told.allSatisfy { $0.actor == doctor && $0.hasSession && $0.purpose == "TREAT" })

            let session = SessionID.random()
            for _ in 0..<3 {
                _ = try await replica.call(
                    .get, "/api/notifications/my",
                    fields: ["Authorization": "Bearer \(replica.token(of: patients[0], session: session))"])
            }
            #expect(try await replica.entries("notification.list", flushed: false).count == 3)
            let own = try await replica.entries("notification.list").filter { $0.actor == patients[0] }
            #expect(own.map(\.people) == [[patients[0]]] && own.reduce(0) { $0 + $1.times } == 3)
        }
    }

    @Test("what a doctor's page has missed is in the log before it is told", arguments: Wire.allCases)
    func replays(over wire: Wire) async throws {
        try await Self.run { replica in
            let doctor = UserID.random()
            let patients = (0..<3).map { _ in UserID.random() }
            for patient in patients {
                _ = try await replica.deliver([Events.received(.created, patient: patient, doctor: doctor)])
            }
            let socket = try await replica.socket(of: doctor, position: 1, over: wire)
            _ = try await socket.hello()
            #expect(try await socket.positions(2) == [2, 3])
            let told = try await replica.entries("notification.replay", flushed: false)
            #expect(told.map(\.people) == [Set(patients.suffix(2))] && told.first?.actor == doctor)
            socket.close()
        }
    }

    @Test(
        "each change of an inbox or of preferences has one entry of those whose data it was, what changes nothing none, a refusal its own"
    )
    func changes() async throws {
        try await Self.run { replica in
            let doctor = UserID.random()
            let patients = (0..<4).map { _ in UserID.random() }
            for patient in patients {
                _ = try await replica.deliver([Events.received(.created, patient: patient, doctor: doctor)])
            }
            let inbox = try await replica.store.page(of: doctor, before: nil, unreadOnly: false, limit: 10).notifications
            let before = try await replica.entries().count
            let first = inbox[3].id
            let steps: [(HTTPMethod, String, String?, Set<UserID>, UUIDValue?)] = [
                (.patch, "/\(first)/read", "notification.read", [patients[0]], first.uuid),
                (.patch, "/\(first)/read", nil, [], nil),
                (.patch, "/\(first)/unread", "notification.unread", [patients[0]], first.uuid),
                (.delete, "/\(first)", "notification.delete", [patients[0]], first.uuid),
                (.patch, "/read-all", "notification.read_all", Set(patients.dropFirst()), nil),
                (.patch, "/read-all", nil, [], nil),
                (.delete, "", "notification.delete_all", Set(patients.dropFirst()), nil),
                (.delete, "", nil, [], nil),
            ]
            for (method, path, _, _, _) in steps {
                #expect(
                    try await replica.call(method, "/api/notifications\(path)", as: doctor, role: .doctor).status == 200, "\(path)")
            }
            let preferences: JSONValue = ["preferences": [["type": "appointment.created", "inApp": true, "email": false]]]
            #expect(
                try await replica.call(.put, "/api/notifications/preferences", as: doctor, role: .doctor, json: preferences).status
                    == 200)
            let told = try await replica.entries().dropFirst(before)
            let expected = steps.filter { $0.2 != nil }
            #expect(told.map(\.event) == expected.compactMap(\.2) + ["preferences.keep"])
            for (entry, step) in zip(told, expected) {
                #expect(
                    entry.people == step.3 && entry.object == step.4 && entry.actor == doctor && entry.outcome == 0, "\(step.1)")
            }
            #expect(try await replica.call(.delete, "/api/notifications/\(first)", as: patients[0]).status == 404)
            let refused = try await replica.entries().last
            #expect(refused?.outcome == 4 && refused?.event == "notification.delete" && refused?.actor == patients[0])
        }
    }

    @Test("a page whose entry cannot be written is not shown, nor is what was missed told")
    func unrecorded() async throws {
        try await Self.run { replica in
            let (patient, doctor) = (UserID.random(), UserID.random())
            _ = try await replica.deliver([Events.received(.created, patient: patient, doctor: doctor)])
            let path = "/api/notifications/my"
            #expect(try await replica.call(.get, path, as: doctor, role: .doctor).status == 200)
            _ = try await replica.pool.query(Statement("away", "ALTER TABLE access_log RENAME TO away"))
            #expect(try await replica.call(.get, path, as: doctor, role: .doctor, isHeldToContract: false).status >= 500)
            #expect(try await replica.call(.get, path, as: patient).status == 200)
            let socket = try await replica.socket(of: doctor, position: 0)
            #expect(try await socket.end() == 1013)
        }
    }

    @Test("the log is sealed, signed and checked; a notification in somebody else's inbox without its entry is found")
    func sealed() async throws {
        try await Clinic.use { clinic, loop in
            var clinic = clinic
            clinic.configuration.audit.seed = Secret(bytes: WrittenLog.seed)
            clinic.configuration.audit.checkpointInterval = .milliseconds(50)
            let signed = clinic
            try await signed.replica(on: loop, connections: 4) { replica in
                let doctor = UserID.random()
                for _ in 0..<40 { _ = try await replica.deliver([Events.received(.created, doctor: doctor)]) }
                _ = try await replica.call(.get, "/api/notifications/my", as: doctor, role: .doctor)
                try await eventually(on: loop) {
                    try await replica.audit.seal()
                    return try await replica.written.checkpoint()?.description.contains("\n41\n") ?? false
                }
                let verdict = try await replica.written.verify()
                #expect(verdict.status == 0, "\(verdict.text)")
                let answer = try await replica.call(.get, "/api/notifications/audit/checkpoint")
                #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("localhost/audit/notification\n41\n"))
                let forge = Statement(
                    "forge",
                    """
                    INSERT INTO notifications (id, user_id, seq, event_id, type, title, message, metadata, created_at)
                    SELECT gen_random_uuid(), user_id, 1000, event_id, type, title, message, metadata, now() + interval '1 hour'
                    FROM notifications WHERE user_id = $1::uuid LIMIT 1
                    """)
                _ = try await replica.pool.query(forge, [.id(doctor)])
                #expect(try await replica.written.verify().status == 1)
            }
        }
    }
}
