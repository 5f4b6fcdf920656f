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
        try await Clinic.open({ $0.doctors.cache.fresh = .zero }) { clinic in
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
        try await Clinic.open({ $0.doctors.cache.fresh = .zero }) { clinic in
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

    @Test("on whichever of auth's pages the earliest is", arguments: [1, 2, 3, 4, 5])
    func pages(size: Int) async throws {
        try await Clinic.open { clinic in
            clinic.auth.doctorsPage = size
            let patient = try clinic.person(.patient)
            for hour in ["12", "09", "11", "10"] { _ = try await doctor(clinic, "At \(hour)", "Surgery", weekday: 2, hour: hour) }
            let answer = await clinic.availability("specialization=Surgery", by: patient)
            #expect(names(answer) == ["At 09", "At 10", "At 11", "At 12"])
        }
    }

    @Test("pages of any size hold each doctor once, earliest first, and the last one says so", arguments: [1, 2, 3, 6, 7, 8])
    func paged(limit: Int) async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            // On the same times, on days that the first look misses, and not at all.
            for (index, hour) in ["09", "09", "09", "10", "10", "11"].enumerated() {
                _ = try await doctor(clinic, "Doctor \(index)", "Ear & nose", weekday: 1 + index % 2 * 4, hour: hour)
            }
            let late = try await doctor(clinic, "Late", "Ear & nose", weekday: 1, hour: "08")
            #expect(await clinic.away("2026-11-30T00:00:00Z", "2026-12-15T00:00:00Z", by: late).status == 201)
            let never = try await doctor(clinic, "Never", "Ear & nose", weekday: 1, hour: "08")
            #expect(await clinic.away("2026-11-30T00:00:00Z", "2027-12-15T00:00:00Z", by: never).status == 201)
            let whole = await clinic.availability("specialization=Ear%20%26%20nose", by: patient)
            #expect(names(whole).count == 7 && names(whole).last == "Late" && whole["nextCursor"] == .null)
            #expect(whole.fields["Link"] == nil)
            var (seen, query, pages): ([JSONValue], String?, Int) = ([], "specialization=Ear%20%26%20nose&limit=\(limit)", 0)
            while let asked = query, pages < 8 {
                let page = await clinic.availability(asked, by: patient)
                let elements = page["doctors"]?.elements ?? []
                #expect((1...limit).contains(elements.count))
                seen += elements
                pages += 1
                let link = page.fields["Link"]?.split(separator: ">").first?.split(separator: "?").last.map(String.init)
                #expect((link == nil) == (page["nextCursor"] == .null))
                query = link
            }
            #expect(seen == whole["doctors"]?.elements && pages == (7 + limit - 1) / limit)
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

    @Test("after every change, on either replica, both find what one that remembers nothing finds")
    func remembered() async throws {
        try await Clinic.open({ $0.doctors.cache.fresh = .seconds(3600) }) { clinic in
            let patient = try clinic.person(.patient)
            var doctors: [Clinic.Person] = []
            for (index, zone) in ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York"].enumerated() {
                doctors.append(try await doctor(clinic, "Doctor \(index)", "Surgery", weekday: 1 + index, hour: "09", zone: zone))
            }
            let replicas = [clinic.replica(), clinic.replica()]
            func found(_ router: Router, _ query: String) async -> String {
                await clinic.availability("specialization=Surgery" + query, by: patient, through: router).text
            }
            var visits: [String] = []
            var random = SystemRandomNumberGenerator()
            for step in 0..<60 {
                let doctor = doctors[step % 4]
                let query = ["", "&limit=2", "&from=2026-12-09", "&from=2026-12-20&limit=1"][step % 7 % 4]
                switch Int.random(in: 0..<6, using: &random) {
                case 0, 1:
                    let slots = await clinic.availability("doctorId=\(doctor.id)&days=20", by: patient)["days"]?.elements ?? []
                    let day = slots.first { $0["slots"]?.elements?.isEmpty == false }
                    guard let date = day?["date"]?.text, let time = day?["slots"]?.elements?.first?["time"]?.text else { continue }
                    let booked = await clinic.book(doctor.id, by: patient, on: date, at: time)
                    if let id = booked["id"]?.text { visits.append(id) }
                case 2:
                    if let visit = visits.popLast() { _ = await clinic.change("cancel", visit, by: patient, "{}") }
                case 3:
                    let from = Int.random(in: 1...9, using: &random)
                    _ = await clinic.away("2026-12-0\(from)T00:00:00Z", "2026-12-1\(from)T00:00:00Z", by: doctor)
                case 4:
                    let hours = #"{"weekday":\#(Int.random(in: 1...7, using: &random)),"from":"10:00","to":"11:00"}"#
                    _ = await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[\#(hours)]}"#, by: doctor)
                default:
                    clinic.clock.advance(by: .seconds(Int64.random(in: 0...20_000, using: &random)))
                }
                let truth = await found(clinic.replica(), query)
                for replica in replicas + replicas { #expect(await found(replica, query) == truth) }
            }
        }
    }

    @Test("what is remembered is not read again until the doctor's version is another one")
    func notReadAgain() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let ada = try await doctor(clinic, "Ada Lee", "Surgery", weekday: 2, hour: "09")
            func date() async -> String? {
                await clinic.availability("specialization=Surgery", by: patient)["doctors"]?.elements?.first?["slot"]?["date"]?.text
            }
            #expect(await date() == "2026-12-01")
            // Behind the triggers' back.
            _ = try await clinic.rows("ALTER TABLE doctor_hours DISABLE TRIGGER USER")
            _ = try await clinic.rows("UPDATE doctor_hours SET weekday = 3 WHERE doctor_id = $1", [.id(ada.id)])
            #expect(await date() == "2026-12-01")
            _ = try await clinic.rows("UPDATE doctor_settings SET buffer_minutes = 1 WHERE doctor_id = $1", [.id(ada.id)])
            #expect(await date() == "2026-12-02")
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
        try await Clinic.open({ $0.doctors.cache = .init(fresh: .zero, stale: .seconds(600), rest: .zero) }) { clinic in
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
