import Contracts
import Testing

@testable import NotificationDomain

@Suite("Notifications and mails in each language") struct LanguageTests {
    private static let patient = UserID(UUIDValue(high: 1, low: 1))
    private static let doctor = UserID(UUIDValue(high: 2, low: 2))
    private static let now = Instant("2026-12-01T08:00:00Z") ?? .earliest

    /// Every event by everybody, as pending and approved, moved from here or there, far off or not.
    private static let events: [AppointmentEvent] = AppointmentEventType.allCases.flatMap { type in
        ActorRole.allCases.flatMap { role in
            [AppointmentStatus.pending, .approved].flatMap { status in
                [nil, 1, 60, 90, 120, 185, 1_440].map { minutes in event(type, role, status, minutes) }
            }
        }
    }

    private static func event(
        _ type: AppointmentEventType, _ role: ActorRole, _ status: AppointmentStatus, _ minutes: Int64?
    ) -> AppointmentEvent {
        let start = Instant("2026-12-15T08:05:00Z") ?? .earliest
        let other = UserID(UUIDValue(high: 3, low: 3))
        let people: [ActorRole: UserID] = [.patient: patient, .doctor: doctor, .desk: other, .admin: other]
        guard let time = WallTime("09:05"), let actor = EventActor(id: people[role], role: role) else {
            preconditionFailure("they are")
        }
        var event = AppointmentEvent(
            type: type, appointmentID: AppointmentID(UUIDValue(high: 9, low: 9)), version: 1, patientID: patient, doctorID: doctor,
            patientName: "ليلى Doe", doctorName: "Ada Lovelace", date: CalendarDate("2026-12-15") ?? .earliest, time: time,
            startsAt: start, endsAt: start.adding(minutes: 30), timeZone: "Europe/Berlin", status: status, reason: "clinical",
            actor: actor)
        if type == .cancelled { event.cancelledBy = role }
        (event.cancellationReason, event.rejectionReason) = ("away", "away")
        event.leadMinutes = minutes
        if minutes != nil { (event.previousDate, event.previousTime) = (CalendarDate("2026-12-14"), WallTime("14:30")) }
        if minutes == 60 { event.previousTimeZone = "America/New_York" }
        return event
    }

    @Test(
        "every event of everybody is said to each in their language, with names and time, and nothing left open",
        arguments: Language.allCases)
    func complete(language: Language) {
        let words = Words(in: language)
        for event in Self.events {
            for draft in NotificationText.all(event, in: [Self.patient: language, Self.doctor: language]) {
                #expect(draft.language == language)
                for text in [draft.title, draft.message] {
                    #expect(!text.isEmpty && !text.contains { "{}#".contains($0) } && !text.contains("  "))
                    #expect(!text.contains("clinical"))
                    #expect(isolates(in: text) == 0, "\(text)")
                }
                #expect(draft.title.unicodeScalars.count <= 255)
                #expect(language == .english || !isEnglish(draft.message), "\(draft.message)")
                if event.type.isAboutAccess { continue }
                #expect(draft.message.contains(draft.role == .patient ? words.doctor("Ada Lovelace") : words.person("ليلى Doe")))
                #expect(draft.message.contains(words.moment(event.date, event.time, in: "Europe/Berlin")), "\(draft.message)")
                if event.type == .rejected || event.type == .cancelled { #expect(draft.message.contains("away")) }
            }
        }
    }

    /// How many are open at the end; each is closed in order.
    private func isolates(in text: String) -> Int {
        text.unicodeScalars.reduce(0) { open, scalar in
            scalar == "\u{2068}" ? open + 1 : scalar == "\u{2069}" ? (open > 0 ? open - 1 : .min / 2) : open
        }
    }

    private func isEnglish(_ text: String) -> Bool { ["appointment", " the ", "Your "].contains { text.contains($0) } }

    @Test("each reads their own language, and who has chosen none English")
    func each() throws {
        let event = Self.event(.created, .patient, .pending, nil)
        let drafts = NotificationText.make(event, in: [Self.doctor: .german])
        #expect(
            drafts.map(\.title) == ["Appointment requested", "Neue Terminanfrage"] && drafts.map(\.language) == [.english, .german])
        #expect(
            drafts[1].message
                == "Sie haben eine neue Terminanfrage von \u{2068}ليلى Doe\u{2069} für "
                + "Dienstag, 15. Dezember 2026 um 09:05 (Europe/Berlin).")
    }

    /// 24 hours, 2 hours, 1 minute, 3 hours and 5 minutes.
    @Test(
        "how far off a visit is, in the plurals of the language",
        arguments: [
            (.german, ["In 24 Stunden haben", "In 2 Stunden haben", "In 1 Minute haben", "In 3 Stunden und 5 Minuten haben"]),
            (.french, ["dans 24 heures,", "dans 2 heures,", "dans 1 minute,", "dans 3 heures et 5 minutes,"]),
            (.spanish, ["dentro de 24 horas", "dentro de 2 horas", "dentro de 1 minuto", "dentro de 3 horas y 5 minutos"]),
            (.arabic, ["بعد 24 ساعة", "بعد ساعتين", "بعد دقيقة واحدة", "بعد 3 ساعات و5 دقائق"]),
        ] as [(Language, [String])])
    func reminders(language: Language, expected: [String]) {
        for (minutes, words) in zip([1_440, 120, 1, 185] as [Int64], expected) {
            let drafts = NotificationText.make(Self.event(.reminder, .system, .approved, minutes), in: [Self.patient: language])
            #expect(drafts.first?.message.contains("\(words) ") == true, "\(drafts)")
        }
    }

    @Test("mails are in it from the greeting to the calendar", arguments: Language.allCases)
    func mails(language: Language) throws {
        let style = EmailText.Style(
            organizer: CalendarOrganizer(address: "noreply@clinic.example"), includesReasons: true, site: "https://clinic.example")
        let words = Words(in: language)
        for event in Self.events {
            for draft in NotificationText.all(event, in: [Self.patient: language, Self.doctor: language]) {
                let mail = EmailText.make(event, for: draft, style, at: Self.now)
                #expect(mail.language == language && mail.subject == draft.title)
                let name = draft.role == .doctor ? words.doctor("Ada Lovelace") : words.person("ليلى Doe")
                let paragraphs = mail.body.split(separator: "\n\n")
                #expect(paragraphs.count == 4 && paragraphs[0] == words.say(.greeting, ["name": .own(name)]))
                #expect(paragraphs[3].hasSuffix("https://clinic.example\n") && isolates(in: mail.body) == 0)
                #expect(language == .english || !isEnglish(mail.body))
                let other = draft.role == .doctor ? words.person("ليلى Doe") : words.doctor("Ada Lovelace")
                let summary = words.say(.calendarEntry, ["name": .own(other)])
                #expect(mail.calendar?.split(separator: "\r\n ").joined().contains("SUMMARY:\(summary)\r\n") != false)
            }
        }
    }
}
