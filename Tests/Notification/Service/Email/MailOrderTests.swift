import Contracts
import CoreHTTP
import Curl
import Hosting
import Mail
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("E-mails of one visit", .timeLimit(.minutes(4))) struct MailOrderTests {
    private struct Visit {
        let id = AppointmentID.random()
        let patient = UserID.random()
        let doctor = UserID.random()
        var version: Int64 = 0
        var status = AppointmentStatus.pending
        var hour = 10

        mutating func event(_ type: AppointmentEventType, by role: ActorRole = .doctor) -> ReceivedEvent {
            if type != .reminder { version += 1 }
            var event = Events.make(type, patient: patient, doctor: doctor, appointment: id)
            event.version = version
            event.status = status
            event.startsAt = event.startsAt.adding(minutes: (hour - 10) * 60)
            event.endsAt = event.startsAt.adding(minutes: 30)
            event.actor = EventActor(id: role == .patient ? patient : doctor, role: role) ?? .system
            if type == .reminder { event.actor = .system }
            return ReceivedEvent(id: .random(), event: event)
        }

        /// One step further in its life; nil when it is over.
        mutating func step(_ random: inout some RandomNumberGenerator) -> ReceivedEvent? {
            if version == 0 { return event(.created, by: .patient) }
            guard status == .pending || status == .approved else { return nil }
            switch (status, Int.random(in: 0..<6, using: &random)) {
            case (.pending, 0...1):
                status = .approved
                return event(.approved)
            case (.pending, 2):
                status = .rejected
                return event(.rejected)
            case (.approved, 0...1): return event(.reminder)
            case (_, 3):
                hour += 1
                return event(.rescheduled)
            case (_, 4):
                (hour, status) = (hour + 1, .pending)
                return event(.rescheduled, by: .patient)
            case (_, 5):
                status = .cancelled
                return event(.cancelled)
            default: return event(.reminder)
            }
        }
    }

    /// What a program that is kept by mails alone holds: start and STATUS of the newest by SEQUENCE.
    private struct Program: Equatable {
        var sequence = -1
        var start = ""
        var status = ""

        mutating func take(_ calendar: String) {
            let lines = calendar.split(separator: "\r\n")
            func value(_ name: String) -> String {
                lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) } ?? ""
            }
            let sequence = Int(value("SEQUENCE:")) ?? -1
            guard sequence >= self.sequence else { return }
            self = Program(sequence: sequence, start: value("DTSTART:"), status: value("STATUS:"))
        }
    }

    private static func calendar(_ mail: JSONValue) -> String? {
        mail["parts"]?.elements?.first { $0["type"] == "text/calendar" }?["text"]?.text
    }

    private static func sent(_ server: MailServer, to user: UserID) throws -> [JSONValue] {
        try server.mails.filter { $0["to"]?.elements?.first?.text == "\(user)@patients.example" }
    }

    @Test("after an outage of any length what leaves is true, in order, and leaves calendars as no outage would", arguments: 0..<4)
    func lives(seed: UInt64) async throws {
        try await MailServer.use { server in
            var random = Seeded(state: seed &+ 11)
            var visits: [(visit: Visit, events: [ReceivedEvent])] = []
            for _ in 0..<12 {
                var visit = Visit()
                var events: [ReceivedEvent] = []
                for _ in 0..<Int.random(in: 2..<9, using: &random) { if let event = visit.step(&random) { events.append(event) } }
                visits.append((visit, events))
            }
            // In batches of any size, the visits mixed.
            var batches: [[ReceivedEvent]] = []
            for step in 0..<9 {
                let row = visits.compactMap { $0.events.indices.contains(step) ? $0.events[step] : nil }
                if Bool.random(using: &random) || batches.isEmpty { batches.append(row) } else { batches[batches.count - 1] += row }
            }
            let (all, lives) = (batches, visits)
            let settings = try EmailTests.settings(server)
            try await EmailTests.run(settings, mailers: 0) { replica in
                for batch in all { _ = try await replica.deliver(batch) }
                try await EmailTests.mailing(replica, settings, mailers: 3) {
                    try await eventually(on: replica.loop) { try await EmailTests.queue(replica) == (0, 0) }
                    try await eventually(on: replica.loop) { try await Self.left(replica) == 0 }
                }
                for (visit, events) in lives { try Self.check(visit, events.map(\.event), server) }
            }
        }
    }

    private static func left(_ replica: Replica) async throws -> Int {
        try #require(try await replica.pool.query(Statement("left", "SELECT count(*) FROM emails"), []).first).int(0)
    }

    private static func check(_ visit: Visit, _ events: [AppointmentEvent], _ server: MailServer) throws {
        for user in [visit.patient, visit.doctor] {
            var calm = Program()
            let style = EmailText.Style(organizer: CalendarOrganizer(address: "noreply@clinic.example"))
            for event in events where NotificationPreference.standard(event.type).email {
                for draft in NotificationText.all(event) where draft.recipient == user {
                    if let calendar = EmailText.make(event, for: draft, style, at: .earliest).calendar { calm.take(calendar) }
                }
            }
            var stormy = Program()
            var last = -1
            for mail in try sent(server, to: user) {
                guard let calendar = calendar(mail) else { continue }
                let sequence = Int(calendar.split(separator: "SEQUENCE:").last?.prefix { $0.isNumber } ?? "") ?? -1
                #expect(sequence > last)
                last = sequence
                stormy.take(calendar)
                let isOff = visit.status == .cancelled || visit.status == .rejected
                #expect(calendar.contains("METHOD:CANCEL") == isOff, "\(events.map(\.type))")
                let start = Events.make().startsAt.adding(minutes: (visit.hour - 10) * 60)
                #expect(
                    calendar.contains("DTSTART:\(start.description.filter { $0 != "-" && $0 != ":" })"), "\(events.map(\.type))")
            }
            #expect(stormy == calm, "\(events.map { ($0.type, $0.actor.role) })")
        }
    }

    @Test("what waits or is being sent when the visit is cancelled does not leave, and is counted")
    func overtaken() async throws {
        let gone = try await MailServer.use { try EmailTests.settings($0) }
        let metrics = MailMetrics(MetricsRegistry(), of: .notification)
        try await EmailTests.run(gone, mailers: 2, metrics: metrics) { replica in
            var visit = Visit()
            let patient = visit.patient
            visit.status = .approved
            _ = try await replica.deliver([visit.event(.approved), visit.event(.reminder)])
            try await eventually(on: replica.loop) { try await EmailTests.attempts(replica) > 1 }
            visit.status = .cancelled
            _ = try await replica.deliver([visit.event(.cancelled)])
            try await MailServer.use(port: UInt16(gone.mail.smtp.port)) { server in
                try await eventually(on: replica.loop) { try await Self.left(replica) == 0 }
                #expect(try Self.sent(server, to: patient).map { $0["headers"]?["Subject"] } == ["Appointment cancelled"])
                #expect(try server.mails.count == 2)
                #expect(metrics.overtaken.value == 2 && metrics.sent.value == 2)
            }
        }
    }

    @Test("a later mail waits while the one before it is put off")
    func order() async throws {
        try await MailServer.use(["--defer", "6"]) { server in
            let settings = try EmailTests.settings(server)
            try await EmailTests.run(settings, mailers: 3) { replica in
                var patients: [UserID] = []
                var events: [ReceivedEvent] = []
                for _ in 0..<6 {
                    var visit = Visit()
                    visit.status = .approved
                    events += [visit.event(.approved), visit.event(.reminder)]
                    patients.append(visit.patient)
                }
                _ = try await replica.deliver(events)
                try await eventually(on: replica.loop) { try await Self.left(replica) == 0 }
                for patient in patients {
                    let subjects = try Self.sent(server, to: patient).map { $0["headers"]?["Subject"]?.text }
                    #expect(subjects == ["Appointment approved", "Appointment reminder"])
                }
            }
        }
    }

    @Test(
        "of a visit that has begun only what ended it is still told, and who has opened it",
        arguments: AppointmentEventType.allCases)
    func begun(type: AppointmentEventType) async throws {
        let metrics = MailMetrics(MetricsRegistry(), of: .notification)
        try await MailServer.use { server in
            try await EmailTests.run(EmailTests.settings(server), metrics: metrics) { replica in
                var event = Events.make(type)
                event.startsAt = WallClock.system.instant.adding(seconds: -1)
                event.endsAt = event.startsAt.adding(minutes: 30)
                let expected = NotificationPreference.standard(type).email ? NotificationText.all(event).count : 0
                _ = try await replica.deliver([ReceivedEvent(id: .random(), event: event)])
                try await eventually(on: replica.loop) { try await Self.left(replica) == 0 }
                let isTold = type == .rejected || type == .cancelled || type == .unsealed
                #expect(try server.mails.count == (isTold ? expected : 0))
                #expect(metrics.overtaken.value == UInt64(isTold ? 0 : expected))
            }
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
