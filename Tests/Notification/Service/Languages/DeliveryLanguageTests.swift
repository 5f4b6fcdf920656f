import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import NotificationDomain
import OpenSSL
import Postgres
import Reactor
import Redis
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@testable import NotificationService

@Suite("Who is written to in which language", .timeLimit(.minutes(4))) struct DeliveryLanguageTests {
    private func change(_ user: UserID, _ language: Language?, _ version: Int64 = 2) -> UserChange {
        UserChange(id: user, version: version, name: "A", role: .patient, active: true, language: language)
    }

    private func page(_ user: UserID, _ replica: Replica) async throws -> [InboxNotification] {
        try await replica.store.page(of: user, before: nil, unreadOnly: false, limit: 9).notifications
    }

    @Test("each gets the language last chosen when the event is delivered; what is in the inbox stays as it is")
    func delivery() async throws {
        let (patient, doctor) = (UserID.random(), UserID.random())
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let languages = LanguageStore(pool: replica.pool)
                try await languages.keep([change(patient, .german), change(doctor, .arabic)])
                let first = Events.received(.created, patient: patient, doctor: doctor)
                _ = try await replica.deliver([first])
                #expect(try await page(patient, replica).map(\.title) == ["Termin angefragt"])
                #expect(try await page(doctor, replica).map(\.title) == ["طلب موعد جديد"])
                let list = try await replica.call(.get, "/api/notifications/my", as: patient).json["notifications"]?.elements
                #expect(list?.first?["metadata"]?["language"] == "de")

                try await languages.keep([change(patient, .french, 3), change(doctor, nil, 3)])
                let socket = try await replica.socket(of: patient)
                _ = try await socket.hello()
                _ = try await replica.deliver([first])
                let news = Events.received(.cancelled, patient: patient, doctor: doctor)
                _ = try await replica.deliver([news])
                let push = try await socket.next()
                let titles = try await page(patient, replica).map(\.title)
                #expect(titles == ["Rendez-vous annulé", "Termin angefragt"])
                #expect(push["notification"]?["title"]?.text == titles[0], "pushed as it stands in the list")
                #expect(try await page(doctor, replica)[0].title == "Appointment cancelled")
            }
        }
    }

    @Test("an event that comes again is told in the words it was kept in, whatever was chosen since")
    func again() async throws {
        let patient = UserID.random()
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let event = Events.received(.approved, patient: patient)
                let silent = DeliverEvents(
                    inboxes: replica.store, languages: LanguageStore(pool: replica.pool), changes: Silence(),
                    ids: IdentifierSource(clock: .system), clock: .system)
                let socket = try await replica.socket(of: patient)
                _ = try await socket.hello()
                _ = try await silent([event])
                try await LanguageStore(pool: replica.pool).keep([change(patient, .spanish)])
                _ = try await replica.deliver([event])
                let push = try #require(try await socket.next()["notification"])
                let kept = try #require(try await page(patient, replica).first)
                #expect(push["title"]?.text == kept.title && push["message"]?.text == kept.message)
                #expect(kept.title == "Appointment approved" && push["metadata"]?["language"] == "en")
            }
        }
    }

    @Test("a mail from right to left says so, and keeps names from left to right apart")
    func arabicMail() async throws {
        let patient = UserID.random()
        try await MailServer.use { server in
            try await EmailTests.run(EmailTests.settings(server)) { replica in
                try await LanguageStore(pool: replica.pool).keep([change(patient, .arabic)])
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                try await eventually(on: replica.loop) { try server.mails.count == 1 }
                let mail = try server.mails[0]
                #expect(mail["headers"]?["Subject"] == "موعد مقبول" && mail["headers"]?["Content-Language"] == "ar")
                let parts = try #require(mail["parts"]?.elements?.map { $0["text"]?.text ?? "" })
                #expect(
                    parts[0].hasPrefix("مرحبًا \u{2068}Grace Hopper\u{2069}،")
                        && parts[0].contains("د. \u{2068}Ada Lovelace\u{2069}"))
                #expect(parts[1].contains(#"<html lang="ar" dir="rtl">"#))
                #expect(parts[2].contains("SUMMARY:موعد مع د. "))
            }
        }
    }

    @Test("what is known is never older than what was known")
    func versions() async throws {
        let user = UserID.random()
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let store = LanguageStore(pool: replica.pool)
                let steps: [(Int64, Language?, Language?)] = [
                    (1, nil, nil), (2, .german, .german), (4, .french, .french), (3, .spanish, .french), (5, nil, nil),
                    (4, .french, nil),
                ]
                for (version, language, known) in steps {
                    try await store.keep([change(user, language, version)])
                    #expect(try await store.languages(of: [user, .random()]) == (known.map { [user: $0] } ?? [:]), "\(version)")
                }
            }
        }
    }

    @Test("what auth says is followed from where it was left off, by message and without; while auth is away, deliveries go on")
    func feed() async throws {
        let user = UserID.random()
        try await Clinic.use { clinic, loop in
            let auth = Mutex<[UserChange]>([change(user, .german, 1)])
            let router = Router()
            router.on(.get, "/internal/users/changes") { request in
                let since = request.queryParameters?.first { $0.name == "since" }.flatMap { Int($0.value) } ?? 0
                let all = auth.withLock(\.self)
                let page = UserChangePage(users: Array(all.dropFirst(since)), position: Int64(all.count), head: Int64(all.count))
                return .json { $0.value(page) }
            }
            var clinic = clinic
            try await withServer(router, on: loop) { server in
                clinic.configuration.authService = try #require(WebOrigin("http://\(server.address)"))
                clinic.configuration.internalSecret = Secret("languages 3 77b0c1d2e3f4a5968")
                try await clinic.replica(on: loop) { replica in
                    let context = LoopContext(
                        replica.app.service, pool: replica.pool, redis: replica.redis, log: replica.log, on: loop)
                    let feed = try #require(LanguagesFeature(context, replica.app.languages).feed())
                    async let running: Void = feed.run()
                    let store = LanguageStore(pool: replica.pool)
                    try await eventually(on: loop) { try await store.languages(of: [user]) == [user: .german] }
                    let told = change(user, .arabic)
                    auth.withLock { $0.append(told) }
                    _ = try await replica.redis.command(
                        "PUBLISH", .text(context.names.usersChannel), .bytes(told.payload))
                    try await eventually(on: loop) { try await store.languages(of: [user]) == [user: .arabic] }
                    feed.close()
                    await running
                }
            }
            // Auth is gone now; what it said is kept.
            try await clinic.replica(on: loop) { replica in
                _ = try await replica.deliver([Events.received(.approved, patient: user)])
                #expect(try await page(user, replica).map(\.title) == ["موعد مقبول"])
            }
        }
    }
}

private struct Silence: ChangePublisher {
    func publish(_ messages: [AddressedMessage]) {}
}
