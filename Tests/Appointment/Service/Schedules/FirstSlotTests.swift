import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("The first free slot of any doctor", .timeLimit(.minutes(4))) struct FirstSlotTests {
    /// A doctor of a specialization with hours on one day of the week from one hour on.
    private func doctor(
        _ clinic: Clinic, _ name: String, _ specialization: String, weekday: Int, hour: String, zone: String = "UTC"
    ) async throws -> Clinic.Person {
        let doctor = try clinic.person(.doctor, name: name)
        clinic.auth.users[doctor.id]?.specialization = specialization
        let hours = #"{"weekday":\#(weekday),"from":"\#(hour):00","to":"\#(hour):45"}"#
        #expect(await clinic.set(#"{"timeZone":"\#(zone)","slotMinutes":30,"hours":[\#(hours)]}"#, by: doctor).status == 200)
        return doctor
    }

    private func names(_ answer: Answer) -> [String] { answer["doctors"]?.elements?.compactMap { $0["name"]?.text } ?? [] }

    @Test("earliest first, whatever the zone; only those of the specialization who can be booked")
    func order() async throws {
        try await Clinic.open({ $0.doctorCache.fresh = .zero }) { clinic in
            let patient = try clinic.person(.patient)
            let berlin = try await doctor(clinic, "Dora Klein", "Dermatology", weekday: 2, hour: "09", zone: "Europe/Berlin")
            _ = try await doctor(clinic, "Ada Lee", "dermatology and more", weekday: 2, hour: "09")
            let tokyo = try await doctor(clinic, "Ken Sato", "Dermatology", weekday: 2, hour: "15", zone: "Asia/Tokyo")
            _ = try await doctor(clinic, "Max Bone", "Orthopedics", weekday: 1, hour: "09")
            let gone = try await doctor(clinic, "Bea Gone", "Dermatology", weekday: 1, hour: "09")
            clinic.auth.users[gone.id]?.active = false
            let answer = await clinic.availability("specialization=DERMA", by: patient)
            #expect(answer.status == 200)
            #expect(names(answer) == ["Ken Sato", "Dora Klein", "Ada Lee"])
            #expect(
                answer["doctors"]?.elements?[1] == [
                    "doctorId": .string(berlin.id.description), "name": "Dora Klein", "specialization": "Dermatology",
                    "timeZone": "Europe/Berlin",
                    "slot": [
                        "date": "2026-12-01", "time": "09:00", "startsAt": "2026-12-01T08:00:00Z", "endsAt": "2026-12-01T08:30:00Z",
                    ],
                ])
            #expect(names(await clinic.availability("specialization=Dermatology&limit=1", by: patient)) == ["Ken Sato"])
            let booked = await clinic.book(tokyo.id, by: patient, on: "2026-12-01", at: "15:00")
            #expect(booked.status == 201)
            #expect(
                names(await clinic.availability("specialization=Dermatology", by: patient)) == [
                    "Dora Klein", "Ada Lee", "Ken Sato",
                ])
            let later = await clinic.availability("specialization=Dermatology&from=2026-12-02", by: patient)
            #expect(later["doctors"]?.elements?.map { $0["slot"]?["date"]?.text } == ["2026-12-08", "2026-12-08", "2026-12-08"])
            #expect(names(await clinic.availability("specialization=nothing%20of%20the%20kind%26", by: patient)) == [])
            #expect(await clinic.availability("specialization=x", by: Clinic.Person(id: patient.id, token: "x")).status == 401)
        }
    }

    @Test("the same is found of a doctor alone and among others")
    func aloneAndAmongOthers() async throws {
        try await Clinic.open({ $0.doctorCache.fresh = .zero }) { clinic in
            let patient = try clinic.person(.patient)
            let ada = try await doctor(clinic, "Ada Lee", "Surgery", weekday: 2, hour: "09", zone: "Europe/Berlin")
            #expect(await clinic.away("2026-12-01T07:00:00Z", "2026-12-01T09:00:00Z", by: ada).status == 201)
            #expect(await clinic.book(ada.id, by: patient, on: "2026-12-08", at: "09:00").status == 201)
            func found() async -> JSONValue? {
                let answer = await clinic.availability("specialization=Surgery", by: patient)
                return answer["doctors"]?.elements?.first { $0["name"] == "Ada Lee" }
            }
            let alone = await found()
            #expect(alone?["slot"]?["startsAt"] == "2026-12-15T08:00:00Z")
            _ = try await doctor(clinic, "Max Bone", "Surgery", weekday: 1, hour: "09")
            #expect(await found() == alone)
            #expect(await clinic.times(ada.id, on: "2026-12-01", by: patient) == [])
            #expect(await clinic.times(ada.id, on: "2026-12-08", by: patient) == [])
            #expect(await clinic.times(ada.id, on: "2026-12-15", by: patient) == ["09:00"])
        }
    }

    @Test("who is booked out for the next days is found later, up to 62 days, and who has no time at all is left out")
    func later() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let busy = try await doctor(clinic, "Busy", "Cardiology", weekday: 2, hour: "09")
            _ = try await doctor(clinic, "Free", "Cardiology", weekday: 2, hour: "10")
            let away = try await doctor(clinic, "Away", "Cardiology", weekday: 2, hour: "08")
            for date in ["2026-12-01", "2026-12-08", "2026-12-15"] {
                #expect(await clinic.book(busy.id, by: patient, on: date, at: "09:00").status == 201)
            }
            #expect(await clinic.away("2026-11-30T00:00:00Z", "2027-02-10T00:00:00Z", by: away).status == 201)
            let answer = await clinic.availability("specialization=cardiology", by: patient)
            #expect(names(answer) == ["Free", "Busy"])
            #expect(answer["doctors"]?.elements?.map { $0["slot"]?["date"]?.text } == ["2026-12-01", "2026-12-22"])
            #expect(names(await clinic.availability("specialization=cardiology&limit=1", by: patient)) == ["Free"])
            let past = await clinic.availability("specialization=cardiology&from=2000-01-01", by: patient)
            #expect(past.text == answer.text, "the past holds nothing")
            let end = await clinic.availability("specialization=cardiology&from=9999-12-31", by: patient)
            #expect(end.status == 200 && names(end) == [])
        }
    }

    @Test("two hundred doctors are answered for, the earliest twenty unless said otherwise")
    func many() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            for number in 0..<200 {
                let doctor = try clinic.person(.doctor, name: "Doctor \(number)")
                clinic.auth.users[doctor.id]?.specialization = "General"
                if number < 195 {
                    _ = try await clinic.rows(
                        "INSERT INTO time_off (id, doctor_id, starts_at, ends_at) VALUES (gen_random_uuid(), $1, '2026-11-30', $2)",
                        [.id(doctor.id), .instant(clinic.clock.clock.instant.adding(days: 1).adding(minutes: number * 60))])
                }
            }
            let answer = await clinic.availability("specialization=General", by: patient)
            let starts = answer["doctors"]?.elements?.compactMap { $0["slot"]?["startsAt"]?.text } ?? []
            #expect(starts.count == 20 && starts == starts.sorted())
            #expect(starts.prefix(5) == Array(repeating: "2026-11-30T08:00:00Z", count: 5)[...])
            #expect(names(await clinic.availability("specialization=General&limit=100", by: patient)).count == 100)
        }
    }

    @Test("auth is asked once while the answer is fresh; away, what was heard lately counts, anything else is 503")
    func directory() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            _ = try await doctor(clinic, "Dora Klein", "Dermatology", weekday: 2, hour: "09")
            let before = clinic.auth.questions
            for _ in 0..<3 { #expect(names(await clinic.availability("specialization=derma", by: patient)) == ["Dora Klein"]) }
            #expect(clinic.auth.questions == before + 1)
        }
        try await Clinic.open({ $0.doctorCache = .init(fresh: .zero, stale: .seconds(600), rest: .zero) }) { clinic in
            let patient = try clinic.person(.patient)
            _ = try await doctor(clinic, "Dora Klein", "Dermatology", weekday: 2, hour: "09")
            #expect(names(await clinic.availability("specialization=derma", by: patient)) == ["Dora Klein"])
            clinic.auth.failure = .serviceUnavailable
            #expect(names(await clinic.availability("specialization=Derma", by: patient)) == ["Dora Klein"])
            let unknown = await clinic.availability("specialization=cardio", by: patient)
            #expect(unknown.status == 503 && unknown.code == "auth_unavailable" && unknown.fields["Retry-After"] == "1")
        }
    }
}
