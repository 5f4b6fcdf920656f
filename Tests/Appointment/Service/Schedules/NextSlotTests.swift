import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Testing

@testable import AppointmentService

@Suite("The next times of doctors") struct NextSlotTests {
    private func doctor(_ clinic: Clinic, _ name: String, _ specialization: String, _ hours: String) async throws -> Clinic.Person {
        let doctor = try clinic.person(.doctor, name: name)
        clinic.auth.users[doctor.id]?.specialization = specialization
        #expect(await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[\#(hours)]}"#, by: doctor).status == 200)
        return doctor
    }

    @Test("of each of several, in the order asked for, what the days would show; whoever cannot be booked is left out")
    func cards() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let often = try await doctor(clinic, "Often", "Surgery", #"{"weekday":2,"from":"09:00","to":"12:00"}"#)
            let weekly = try await doctor(clinic, "Weekly", "Surgery", #"{"weekday":3,"from":"09:00","to":"09:30"}"#)
            let anyTime = try clinic.person(.doctor)
            let away = try await doctor(clinic, "Away", "Surgery", #"{"weekday":3,"from":"09:00","to":"09:30"}"#)
            #expect(await clinic.away("2026-11-30T00:00:00Z", "2027-12-15T00:00:00Z", by: away).status == 201)
            let gone = try clinic.person(.doctor)
            clinic.auth.users[gone.id]?.active = false
            #expect(await clinic.book(often.id, by: patient, on: "2026-12-01", at: "09:30").status == 201)
            let asked = [weekly, gone, anyTime, often, away, weekly].map { "\($0.id)" }.joined(separator: ",")
            let answer = await clinic.availability("doctorId=\(asked)&first=3", by: patient)
            let found = answer["doctors"]?.elements ?? []
            #expect(found.map { $0["doctorId"]?.text } == [weekly, anyTime, often, away].map { "\($0.id)" })
            #expect(found.map { $0["hasHours"] } == [true, false, true, true])
            func starts(_ index: Int) -> [String] { found[index]["slots"]?.elements?.compactMap { $0["startsAt"]?.text } ?? [] }
            #expect(starts(0) == ["2026-12-02T09:00:00Z", "2026-12-09T09:00:00Z", "2026-12-16T09:00:00Z"])
            #expect(starts(2) == ["2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z", "2026-12-01T10:30:00Z"])
            #expect(starts(1).count == 3 && starts(3).isEmpty)
            for count in 1...10 {
                let next = await clinic.availability("doctorId=\(weekly.id)&first=\(count)&from=2026-12-10", by: patient)
                let slots = next["doctors"]?.elements?.first?["slots"]?.elements ?? []
                let days = await clinic.availability("doctorId=\(weekly.id)&date=2026-12-10&days=62", by: patient)
                let truth = days["days"]?.elements?.flatMap { $0["slots"]?.elements ?? [] } ?? []
                #expect(slots.map { $0["startsAt"] } == truth.prefix(count).map { $0["startsAt"] })
            }
        }
    }

    @Test("of a specialization, or of any doctor, the first first, with the next ones of each")
    func byNeed() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let later = try await doctor(clinic, "Later", "Surgery", #"{"weekday":4,"from":"09:00","to":"10:00"}"#)
            let sooner = try await doctor(clinic, "Sooner", "Surgery", #"{"weekday":3,"from":"09:00","to":"09:30"}"#)
            let other = try await doctor(clinic, "Other", "Cardiology", #"{"weekday":2,"from":"09:00","to":"09:30"}"#)
            for (query, expected) in [
                ("specialization=surgery&first=2", [sooner, later]), ("any=true&first=2", [other, sooner, later]),
                ("any=true&first=1&limit=1", [other]), ("any=true", [other, sooner, later]),
            ] {
                let answer = await clinic.availability(query, by: patient)
                let found = answer["doctors"]?.elements ?? []
                #expect(found.map { $0["doctorId"]?.text } == expected.map { "\($0.id)" }, "\(query)")
                for each in found {
                    let slots = each["slots"]?.elements
                    #expect(slots?.count == (query.contains("first=2") ? 2 : query.contains("first=1") ? 1 : nil))
                    if let slots { #expect(slots.first == each["slot"]) }
                }
            }
        }
    }

    @Test("parameters that do not go together, or are none, are refused")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let id = "doctorId=\(try clinic.person(.doctor).id)"
            let many = (0..<21).map { _ in "\(clinic.ids.next() as UserID)" }.joined(separator: ",")
            for query in [
                "\(id)&first=0", "\(id)&first=11", "\(id)&first=x", "\(id)&first=3&days=2", "\(id)&first=3&date=2026-12-15",
                "\(id)&first=3&limit=2", "\(id),&first=1", "\(id),x&first=1", "\(id),\(clinic.ids.next() as UserID)",
                "doctorId=\(many)&first=1",
                "first=3", "any=yes", "any=true&\(id)", "any=true&specialization=x", "any=true&days=2",
            ] {
                let answer = await clinic.availability(query, by: patient)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
        }
    }

    @Test("strangers see free times where the clinic lets them, without names of patients, and nothing else; a token given counts")
    func strangers() async throws {
        try await Clinic.open({ $0.publicBooking = PublicBooking(isOn: true) }) { clinic in
            let patient = try clinic.person(.patient, name: "Secret Name")
            let doctor = try await doctor(clinic, "Dora Klein", "Surgery", #"{"weekday":2,"from":"09:00","to":"10:00"}"#)
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-12-01", at: "09:30").status == 201)
            for query in ["doctorId=\(doctor.id)", "doctorId=\(doctor.id)&first=3", "specialization=surgery", "any=true&first=2"] {
                let answer = await clinic.send(.get, "/api/appointments/availability", query: query)
                #expect(answer.status == 200 && answer.fields["Cache-Control"] == "public, max-age=15", "\(query)")
                #expect(answer.text.contains("09:00") && !answer.text.contains("Secret"))
                let own = await clinic.availability(query, by: patient)
                #expect(own.text == answer.text && own.fields["Cache-Control"] == "no-store")
                let wrong = await clinic.send(.get, "/api/appointments/availability", query: query, token: "x")
                #expect(wrong.status == 401)
            }
            let refused = await clinic.send(.get, "/api/appointments/availability", query: "x=1")
            #expect(refused.status == 400 && refused.fields["Cache-Control"] != "public, max-age=15")
            for path in ["/api/appointments", "/api/appointments/my", "/api/appointments/schedule", "/api/appointments/statistics"]
            {
                #expect(await clinic.send(.get, path).status == 401)
            }
            #expect(await clinic.send(.post, "/api/appointments", body: "{}").status == 401)
        }
    }
}
