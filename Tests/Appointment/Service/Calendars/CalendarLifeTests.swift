import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import NotificationDomain
import Postgres
import ServiceRuntime
import Testing

@testable import NotificationService

/// A program keeps a visit by its UID and takes what is newer: by SEQUENCE, then by DTSTAMP (RFC 5546 section 2.1.5).
private struct CalendarProgram {
    private(set) var visits: [String: JSONValue] = [:]

    mutating func take(_ calendar: JSONValue) {
        for visit in calendar["events"]?.elements ?? [] {
            guard let uid = visit["uid"]?.text else { continue }
            if let held = visits[uid], Self.age(visit) < Self.age(held) { continue }
            visits[uid] = visit
        }
    }

    private static func age(_ visit: JSONValue) -> (Int64, String) {
        (visit["sequence"]?.integer ?? -1, visit["stamp"]?.text ?? "")
    }
}

@Suite("A visit's life in calendar programs", .timeLimit(.minutes(5))) struct CalendarLifeTests {
    private struct Person {
        let who: Clinic.Person
        let feed: String
        var subscriber = CalendarProgram()
        var reader = CalendarProgram()
        var both = CalendarProgram()
    }

    /// All that has been published since `from`.
    private func events(_ clinic: Clinic, from: Int) async throws -> [AppointmentEvent] {
        try await clinic.rows("SELECT payload, type FROM outbox ORDER BY id OFFSET $1", [.int(from)]).map {
            let type = try #require(AppointmentEventType(rawValue: try $0.text(1)))
            return try AppointmentEvent(type, EventMembers(JSONReader.parse(Array($0.text(0).utf8))))
        }
    }

    /// The calendars in the mails to one person.
    private func mails(_ events: [AppointmentEvent], to user: UserID, at now: Instant) -> [String] {
        let style = EmailText.Style(organizer: CalendarOrganizer(host: "localhost"))
        return events.flatMap { event in
            NotificationText.all(event).filter { $0.recipient == user && NotificationPreference.standard(event.type).email }
                .compactMap { EmailText.make(event, for: $0, style, at: now).calendar }
        }
    }

    private static let steps = [
        "approve", "moved by the doctor", "notes", "patient renamed", "moved by the patient", "approve", "doctor renamed", "cancel",
    ]

    @Test("whoever subscribes, opens every mail, or both, holds each visit once, at its time and in its state")
    func life() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            var people: [Person] = []
            for who in [pair.patient, pair.doctor] {
                let token = await clinic.send(.post, "/api/appointments/calendar-token", token: who.token)["token"]?.text ?? ""
                people.append(Person(who: who, feed: token))
            }
            var (told, sequence) = (0, Int64(-1))
            for step in ["booked"] + Self.steps {
                clinic.clock.advance(by: .seconds(60))
                try await take(step, pair, clinic)
                let news = try await events(clinic, from: told)
                told += news.count
                let truth = await clinic.read(pair.id, by: pair.patient)
                var seen: Int64 = -1
                for index in people.indices { seen = try await look(&people[index], news, truth, step, clinic) }
                #expect(seen > sequence, "\(step)")
                sequence = seen
            }
        }
    }

    @Test("a request that is rejected goes out of both calendars")
    func rejected() async throws {
        try await Clinic.open { clinic in
            let pair = try await ChangeTests.pair(clinic)
            #expect(await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-17").status == 200)
            #expect(await clinic.change("reject", pair.id, by: pair.doctor, "{}").status == 200)
            let all = try await events(clinic, from: 0)
            for user in [pair.patient.id, pair.doctor.id] {
                var program = CalendarProgram()
                for mail in mails(all, to: user, at: clinic.clock.clock.instant) {
                    program.take(try await CalendarReader.read(mail))
                }
                #expect(program.visits.values.map { $0["status"]?.text } == ["CANCELLED"])
            }
        }
    }

    private func take(_ step: String, _ pair: ChangeTests.Pair, _ clinic: Clinic) async throws {
        switch step {
        case "approve": #expect(await clinic.approve(pair.id, by: pair.doctor).status == 200)
        case "moved by the doctor": #expect(await clinic.reschedule(pair.id, by: pair.doctor, to: "2026-12-16").status == 200)
        case "moved by the patient": #expect(await clinic.reschedule(pair.id, by: pair.patient, to: "2026-12-17").status == 200)
        case "notes": #expect(await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"well"}"#).status == 200)
        case "cancel": #expect(await clinic.change("cancel", pair.id, by: pair.doctor, "{}").status == 200)
        case "patient renamed":
            _ = try await clinic.rows("UPDATE appointments SET patient_name = 'Jane Doe' WHERE id = $1", [.text(pair.id)])
        case "doctor renamed":
            _ = try await clinic.rows("UPDATE appointments SET doctor_name = 'Ada King' WHERE id = $1", [.text(pair.id)])
        default: break
        }
    }

    /// Lets one person's programs look, and answers the SEQUENCE that the subscription shows.
    private func look(
        _ person: inout Person, _ news: [AppointmentEvent], _ truth: Answer, _ step: String, _ clinic: Clinic
    ) async throws -> Int64 {
        let now = clinic.clock.clock.instant
        for text in mails(news, to: person.who.id, at: now) {
            let mail = try await CalendarReader.read(text)
            let isOff = ["CANCELLED", "REJECTED"].contains(truth["status"]?.text)
            #expect(mail["method"]?.text == (isOff ? "CANCEL" : "PUBLISH") && mail["problems"]?.elements == [])
            person.reader.take(mail)
            person.both.take(mail)
        }
        let answer = await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(person.feed)")
        let feed = try await CalendarReader.read(answer.text)
        #expect(feed["method"] == "PUBLISH" && feed["problems"]?.elements == [])
        person.subscriber.take(feed)
        person.both.take(feed)
        let state = ["PENDING": "TENTATIVE", "CANCELLED": "CANCELLED"][truth["status"]?.text ?? ""] ?? "CONFIRMED"
        for program in [person.subscriber, person.both] {
            #expect(program.visits.count == 1, "\(step)")
            for visit in program.visits.values {
                #expect(visit["start"] == truth["startsAt"] && visit["status"]?.text == state, "\(step)")
                let isPatient = person.who.id.description == truth["patientId"]?.text
                let other = (isPatient ? truth["doctorName"] : truth["patientName"])?.text ?? ""
                #expect(visit["summary"]?.text == "Appointment with \(isPatient ? DoctorName.titled(other) : other)", "\(step)")
                #expect(visit["stamp"]?.text == now.description && visit["organizer"] == "mailto:noreply@localhost", "\(step)")
                #expect(visit["modified"]?.text == String(truth["updatedAt"]?.text?.prefix(19) ?? "") + "Z", "\(step)")
            }
        }
        for visit in person.reader.visits.values {
            #expect(visit["start"] == truth["startsAt"] && (visit["status"] == "CANCELLED") == (state == "CANCELLED"), "\(step)")
            #expect(visit["organizer"] == "mailto:noreply@localhost")
        }
        return person.subscriber.visits.values.first?["sequence"]?.integer ?? -1
    }
}
