import Contracts
import CoreHTTP
import Hosting
import Mail
import HTTPWire
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime
import Curl
import TestSupport
import Testing

@testable import NotificationService

@Suite("E-mail, to a real mail server", .timeLimit(.minutes(4))) struct EmailTests {
    /// Everybody has an address; not everybody has shown it to be theirs.
    private struct Addresses: AddressBook {
        var unverified: Set<UserID> = []

        func address(of user: UserID) async throws(AddressesUnavailable) -> MailAddress {
            unverified.contains(user) ? .unverified : .known("\(user)@patients.example")
        }
    }

    static func settings(_ server: MailServer, _ url: String? = nil, reasons: Bool = false) throws -> EmailSettings {
        var smtp = try #require(SMTPConfiguration(url ?? "smtp://localhost:\(server.port)"))
        smtp.trustFile = smtp.startTLS == .always || smtp.isImplicitTLS ? server.certificate : nil
        var settings = EmailSettings(
            mail: MailSettings(smtp: smtp, sender: "noreply@clinic.example"),
            style: EmailText.Style(
                organizer: CalendarOrganizer(address: "noreply@clinic.example"), includesReasons: reasons,
                site: "https://clinic.example"),
            authService: try #require(WebOrigin("http://localhost:1")), internalSecret: Secret(Clinic.secret))
        settings.mail.pace.firstPause = .milliseconds(20)
        settings.mail.pace.longestPause = .milliseconds(100)
        settings.mail.pace.interval = .milliseconds(50)
        return settings
    }

    private static func mailer(
        _ replica: Replica, _ settings: EmailSettings, _ addresses: Addresses, _ metrics: MailMetrics
    ) -> Mailer<NotificationMail> {
        .notifications(
            settings.mail, in: replica.pool, addresses: addresses, metrics: metrics, clock: .system, log: replica.log,
            on: replica.loop)
    }

    /// A replica that writes e-mails, with `mailers` of them at the queue while `body` runs.
    static func run(
        _ settings: EmailSettings, mailers count: Int = 1, unverified: Set<UserID> = [],
        metrics: MailMetrics = MailMetrics(MetricsRegistry(), of: .notification),
        _ body: @escaping @Sendable (Replica) async throws -> Void
    ) async throws {
        try await Clinic.use { clinic, loop in
            var clinic = clinic
            clinic.configuration.email = settings
            try await clinic.replica(on: loop, connections: 4) { replica in
                try await mailing(replica, settings, mailers: count, unverified: unverified, metrics: metrics) {
                    try await body(replica)
                }
            }
        }
    }

    /// With so many mailers at the replica's queue while `body` runs.
    static func mailing(
        _ replica: Replica, _ settings: EmailSettings, mailers count: Int, unverified: Set<UserID> = [],
        metrics: MailMetrics = MailMetrics(MetricsRegistry(), of: .notification), _ body: () async throws -> Void
    ) async throws {
        let mailers = (0..<count).map { _ in mailer(replica, settings, Addresses(unverified: unverified), metrics) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mailer in mailers { group.addTask { await mailer.run() } }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
            for mailer in mailers { await mailer.stop(within: .seconds(10)) }
            try await group.waitForAll()
            try outcome.get()
        }
    }

    /// Waiting and failed ones.
    static func queue(_ replica: Replica) async throws -> (waiting: Int, failed: Int) {
        let figures = try await StatisticsStore(pool: replica.pool).figures(since: .earliest)
        return (figures.emailsWaiting, figures.emailsFailed)
    }

    @Test("approved and cancelled come as text, HTML and a calendar file, without a reason")
    func content() async throws {
        let patient = UserID.random()
        let events = Self.approvedAndCancelled(patient)
        try await MailServer.use { server in
            try await Self.run(Self.settings(server)) { replica in
                _ = try await replica.deliver(events)
                try await eventually(on: replica.loop) { try server.mails.count == 3 }
                let list = try await replica.store.page(of: patient, before: nil, unreadOnly: false, limit: 5).notifications
                let id = try #require(list.first { $0.type == "appointment.approved" }?.id)
                try Self.check(try server.mails, patient: patient, approval: "\(id)")
                try await eventually(on: replica.loop) { try await Self.queue(replica) == (0, 0) }
            }
        }
    }

    private static func approvedAndCancelled(_ patient: UserID) -> [ReceivedEvent] {
        var cancelled = Events.make(.cancelled, patient: patient)
        cancelled.cancelledBy = .doctor
        cancelled.cancellationReason = "Ich bin <krank>"
        cancelled.patientName = "Jürgen \"Jo\" Groß"
        return [Events.received(.approved, patient: patient), ReceivedEvent(id: .random(), event: cancelled)]
    }

    private static func check(_ all: [JSONValue], patient: UserID, approval: String) throws {
        let mails = all.filter { $0["to"]?.elements?.first?.text == "\(patient)@patients.example" }
        let first = try #require(mails.first { $0["headers"]?["Subject"] == "Appointment approved" })
        #expect(first["from"] == "noreply@clinic.example")
        #expect(first["headers"]?["Message-ID"]?.text == "<\(approval)@clinic.example>")
        #expect(first["headers"]?["Auto-Submitted"] == "auto-generated" && first["headers"]?["Content-Language"] == "en")
        let parts = try #require(first["parts"]?.elements)
        #expect(parts.compactMap { $0["type"]?.text } == ["text/plain", "text/html", "text/calendar"])
        #expect(parts[0]["text"]?.text?.contains("Dr. Ada Lovelace on Monday, 5 May 2031 at 10:00 (Europe/Berlin)") == true)
        #expect(parts[1]["text"]?.text?.contains("<p>Hello Grace Hopper,</p>") == true)
        #expect(parts[2]["name"] == "appointment.ics" && parts[2]["method"] == "PUBLISH")
        let calendar = try #require(parts[2]["text"]?.text)
        #expect(calendar.contains("DTSTART:20310505T080000Z") && calendar.contains("STATUS:CONFIRMED"))
        let second = try #require(mails.first { $0["headers"]?["Subject"] == "Appointment cancelled by doctor" })
        let cancellation = try #require(second["parts"]?.elements)
        #expect(cancellation[1]["text"]?.text?.contains("Hello Jürgen &quot;Jo&quot; Groß,") == true)
        #expect(cancellation[2]["method"] == "CANCEL")
        #expect(cancellation[2]["text"]?.text?.contains("STATUS:CANCELLED") == true)
        for mail in all {
            let text = String(decoding: mail.encoded(), as: UTF8.self)
            #expect(!text.contains("krank") && !text.contains("checkup"))
        }
    }

    @Test("reasons are in it when the clinic says so")
    func reasons() async throws {
        try await MailServer.use { server in
            try await Self.run(Self.settings(server, reasons: true)) { replica in
                var event = Events.make(.rejected)
                event.rejectionReason = "On holiday"
                _ = try await replica.deliver([ReceivedEvent(id: .random(), event: event)])
                try await eventually(on: replica.loop) { try server.mails.count == 1 }
                let text = try server.mails[0]["parts"]?.elements?[0]["text"]?.text ?? ""
                #expect(text.contains("On holiday") && text.contains("Reason for the visit: Regular checkup"))
            }
        }
    }

    @Test("four mailers at one queue send each mail once, however often its event is delivered")
    func once() async throws {
        try await MailServer.use { server in
            try await Self.run(Self.settings(server), mailers: 4) { replica in
                let events = (0..<40).map { _ in Events.received(.approved) }
                for _ in 0..<2 { _ = try await replica.deliver(events) }
                try await eventually(on: replica.loop) { try await Self.queue(replica).waiting == 0 }
                let ids = try server.mails.compactMap { $0["headers"]?["Message-ID"]?.text }
                #expect(ids.count == 40 && Set(ids).count == 40)
            }
        }
    }

    @Test("an address that nobody has shown to be theirs gets nothing, whatever the name on it says; the queue forgets it")
    func unverified() async throws {
        let (stranger, patient) = (UserID.random(), UserID.random())
        try await MailServer.use { server in
            try await Self.run(Self.settings(server), unverified: [stranger]) { replica in
                let types: [AppointmentEventType] = [.approved, .rejected, .cancelled]
                _ = try await replica.deliver(
                    types.map { Events.received($0, patient: stranger) } + [Events.received(.approved, patient: patient)])
                try await eventually(on: replica.loop) { try await Self.queue(replica) == (0, 0) }
                let recipients = try server.mails.compactMap { $0["to"]?.elements?.first?.text }
                #expect(recipients.contains("\(patient)@patients.example"))
                #expect(!recipients.contains("\(stranger)@patients.example"))
            }
        }
    }

    @Test("what is deferred is tried again, what is refused for good is not")
    func refusals() async throws {
        let unknown = UserID.random()
        try await MailServer.use(["--defer", "2", "--reject", "\(unknown)@patients.example"]) { server in
            try await Self.run(Self.settings(server)) { replica in
                _ = try await replica.deliver([Events.received(.approved), Events.received(.approved, patient: unknown)])
                try await eventually(on: replica.loop) { try await Self.queue(replica) == (0, 1) }
                #expect(try server.mails.count == 1)
            }
        }
    }

    @Test(
        "a password goes over an encrypted connection only",
        arguments: ["smtp://u:secret@localhost:PORT", "smtps://u:secret@localhost:PORT"])
    func encryption(_ url: String) async throws {
        let implicit = url.hasPrefix("smtps") ? ["--implicit-tls"] : []
        try await MailServer.use(["--tls", "CERT", "KEY", "--login", "u", "secret"] + implicit) { server in
            let url = String(url.dropLast(4)) + "\(server.port)"
            try await Self.run(Self.settings(server, url)) { replica in
                _ = try await replica.deliver([Events.received(.approved)])
                try await eventually(on: replica.loop) { try server.mails.count == 1 }
                #expect(try server.mails[0]["tls"] == true && server.mails[0]["user"] == "u")
            }
        }
        // A server without TLS is not shown the password.
        try await MailServer.use(["--login", "u", "secret"]) { server in
            try await Self.run(Self.settings(server, "smtp://u:secret@localhost:\(server.port)")) { replica in
                _ = try await replica.deliver([Events.received(.approved)])
                try await eventually(on: replica.loop) { try await Self.attempts(replica) > 1 }
                #expect(try await Self.queue(replica) == (1, 0) && server.mails.isEmpty)
            }
        }
    }

    @Test("a wrong password or a server that is away is no reason to give up: the mail waits")
    func waiting() async throws {
        try await MailServer.use(["--tls", "CERT", "KEY", "--login", "u", "secret"]) { server in
            try await Self.run(Self.settings(server, "smtp://u:wrong@localhost:\(server.port)")) { replica in
                _ = try await replica.deliver([Events.received(.approved)])
                try await eventually(on: replica.loop) { try await Self.attempts(replica) > 2 }
                #expect(try await Self.queue(replica) == (1, 0) && server.mails.isEmpty)
            }
        }
        let gone = try await MailServer.use { try Self.settings($0) }
        try await Self.run(gone) { replica in
            _ = try await replica.deliver([Events.received(.approved)])
            try await eventually(on: replica.loop) { try await Self.attempts(replica) > 1 }
            try await MailServer.use(port: UInt16(gone.mail.smtp.port)) { server in
                try await eventually(on: replica.loop) { try server.mails.count == 1 }
                try await eventually(on: replica.loop) { try await Self.queue(replica) == (0, 0) }
            }
        }
    }

    static func attempts(_ replica: Replica) async throws -> Int {
        let statement = Statement("attempts", "SELECT coalesce(max(attempts), 0)::bigint FROM emails")
        return try #require(try await replica.pool.query(statement, []).first).int(0)
    }

    @Test("who has turned e-mails of a type off gets none, who has turned them on does, in the inbox or not")
    func preferences() async throws {
        try await MailServer.use { server in
            try await Self.run(Self.settings(server)) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                let store = PreferenceStore(pool: replica.pool)
                try await store.keep([NotificationPreference(type: .approved, inApp: true, email: false)], of: patient)
                try await store.keep([NotificationPreference(type: .created, inApp: false, email: true)], of: doctor)
                _ = try await replica.deliver([
                    Events.received(.approved, patient: patient, doctor: doctor),
                    Events.received(.created, patient: patient, doctor: doctor),
                ])
                try await eventually(on: replica.loop) { try await Self.queue(replica).waiting == 0 }
                #expect(try server.mails.compactMap { $0["to"]?.elements?.first?.text } == ["\(doctor)@patients.example"])
                #expect(try await replica.store.state(of: doctor) == .empty)
            }
        }
    }
}
