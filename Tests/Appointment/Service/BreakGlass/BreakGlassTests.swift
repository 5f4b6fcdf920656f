import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AppointmentService

@Suite("Break-glass", .timeLimit(.minutes(4))) struct BreakGlassTests {
    private enum Phase: String, CaseIterable {
        case none, running, ended, expired, reviewed, anothers, ofAnotherPatient, inAnotherRole
    }

    @Test(
        "role × grant: texts are there while one's own grant for that patient in that role runs, and for the two themselves always")
    func matrix() async throws {
        for phase in Phase.allCases {
            for role in [Role.doctor, .admin] {
                try await Clinic.open { clinic in
                    let scene = try await GlassScene(clinic)
                    var person = role == .doctor ? scene.other : scene.admin
                    let reviewer = try clinic.person(.admin)
                    if phase != .none {
                        let holder = phase == .anothers ? try clinic.recent(role) : person
                        var patient = scene.patient
                        if phase == .ofAnotherPatient {
                            patient = try clinic.person(.patient)
                            _ = await clinic.book(scene.doctor.id, by: patient, at: "11:00")
                        }
                        let grant = try #require(await clinic.breakGlass(for: patient.id, by: holder)["id"]?.text)
                        if phase == .ended || phase == .reviewed { #expect(await clinic.end(grant, by: holder).status == 200) }
                        if phase == .reviewed { #expect(await clinic.review(grant, by: reviewer).status == 200) }
                        if phase == .expired { try await clinic.passGrants(hours: 1) }
                        if phase == .inAnotherRole {
                            person = Clinic.Person(
                                id: person.id, token: try clinic.token(person.id, role == .doctor ? .admin : .doctor))
                        }
                    }
                    let isAdmin = (role == .admin) != (phase == .inAnotherRole)
                    let expected =
                        phase == .running
                        ? ["shown", "shown", "shown"]
                        : isAdmin ? ["withheld", "withheld", "withheld"] : ["404", "404", "403"]
                    #expect(await scene.reads(clinic, person) == expected, "\(phase) \(role)")
                    // Whom it concerns sees it as ever; nobody else by it.
                    #expect(await scene.reads(clinic, scene.patient) == ["shown", "shown", "403"])
                    #expect(await scene.reads(clinic, scene.doctor) == ["shown", "shown", "403"])
                    #expect(await scene.reads(clinic, reviewer) == ["withheld", "withheld", "withheld"])
                    #expect(await scene.reads(clinic, try clinic.person(.desk)) == ["withheld", "withheld", "withheld"])
                    #expect(await clinic.mine(scene.other).ids.isEmpty)
                }
            }
        }
    }

    @Test("it lets read and change nothing, shows no list of everybody, and ends between two reads")
    func readOnly() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            let open = try #require(await clinic.book(scene.doctor.id, by: scene.patient, at: "12:00")["id"]?.text)
            let grants = try await [scene.other, scene.admin].asyncMap {
                try #require(await clinic.breakGlass(for: scene.patient.id, by: $0)["id"]?.text)
            }
            for action in ["approve", "reject", "complete", "cancel"] {
                #expect(await clinic.change(action, open, by: scene.other).status == 404)
            }
            #expect(await clinic.reschedule(open, by: scene.other, to: "2026-12-16").status == 404)
            #expect(await clinic.send(.get, "/api/appointments/\(open)/calendar.ics", token: scene.other.token).status == 404)
            for query in [nil, "doctorId=\(scene.doctor.id)", "patientId=\(scene.doctor.id)"] {
                let answer = await clinic.send(.get, "/api/appointments", query: query, token: scene.other.token)
                #expect(answer.status == 403 && answer.code == "grant_required")
                let all = await clinic.send(.get, "/api/appointments", query: query, token: scene.admin.token)
                #expect(all.status == 200 && !all.text.contains(GlassScene.mark))
            }
            #expect(
                await clinic.change("cancel", open, by: scene.admin, #"{"reason":"\#(GlassScene.mark)"}"#)["restricted"] == true)
            for (grant, person) in zip(grants, [scene.other, scene.admin]) {
                #expect(await scene.reads(clinic, person) == ["shown", "shown", "shown"])
                #expect(await clinic.end(grant, by: person)["endedEarly"] == true)
                #expect(await !scene.reads(clinic, person).contains("shown"))
                let again = await clinic.end(grant, by: person)
                #expect(again.status == 409 && again.code == "grant_over")
                // The next one may begin at once.
                #expect(await clinic.breakGlass(for: scene.patient.id, by: person).status == 201)
                #expect(await scene.reads(clinic, person) == ["shown", "shown", "shown"])
            }
        }
    }

    @Test("what is done under it has its purpose in the log, and a mark in the patient's page: at once, or when telling is safe")
    func log() async throws {
        for (purpose, delayed, isDoctor) in [
            ("BTG", false, true), ("HLEGAL", false, false), ("PATRQT", false, true), ("BTG", true, true), ("HLEGAL", true, false),
        ] {
            try await Clinic.open { clinic in
                let scene = try await GlassScene(clinic)
                let reviewer = try clinic.person(.admin)
                let (person, role) = isDoctor ? (scene.other, "DOCTOR") : (scene.admin, "ADMIN")
                _ = await scene.reads(clinic, person)
                let before = try await clinic.entries().count
                let answer = await clinic.breakGlass(for: scene.patient.id, by: person, purpose: purpose, delayed: delayed)
                let grant = try #require(answer["id"]?.text)
                _ = await scene.reads(clinic, person)
                _ = await clinic.end(grant, by: person)
                _ = await clinic.review(grant, by: reviewer)
                let told = try await clinic.entries().dropFirst(before)
                #expect(
                    told.map(\.event) == [
                        "break_glass.open", "appointment.read", "appointment.history", "appointment.list", "break_glass.end",
                        "break_glass.review",
                    ])
                #expect(told.prefix(4).allSatisfy { $0.purpose == purpose && $0.role == role && $0.actor == person.id })
                #expect(told.allSatisfy { $0.people == [scene.patient.id] && $0.outcome == 0 })
                for entry in told where entry.event.hasPrefix("break_glass") { #expect(entry.object == UUIDValue(grant)) }
                #expect(told.last?.actor == reviewer.id)
                let marked = delayed ? 0 : 6
                #expect(try await marks(clinic, scene.patient.token) == marked)
                let query = "patientId=\(scene.patient.id)&purpose=PATADMIN&limit=100"
                #expect(try await marks(clinic, reviewer.token, query: query) >= 6)
                try await clinic.passGrants(hours: 24)
                #expect(try await marks(clinic, scene.patient.token) == 6)
                _ = try await clinic.rows("UPDATE break_glass SET tell_at = now() + interval '1 hour'")
                #expect(try await marks(clinic, scene.patient.token) == 0)
                _ = try await clinic.rows("DELETE FROM break_glass")
                // What had been there before it stays.
                #expect(try await marks(clinic, scene.patient.token, query: "limit=100") == 6)
            }
        }
    }

    private func marks(_ clinic: Clinic, _ token: String, query: String? = "limit=100") async throws -> Int {
        let answer = await clinic.send(.get, "/api/appointments/access-log", query: query, token: token)
        return try #require(answer["entries"]?.elements).count { $0["breakGlass"] == true }
    }

    @Test("lists in the cache are what they were before it, while it runs and after")
    func cache() async throws {
        try await Clinic.openCaching { clinic, routers, _ in
            let scene = try await GlassScene(clinic)
            let people = [scene.patient, scene.doctor, scene.other]
            func pages() async -> [String] {
                var pages: [String] = []
                for person in people {
                    for router in routers {
                        pages.append(
                            await clinic.send(.get, "/api/appointments/my", token: person.token, through: router.router).text)
                    }
                }
                return pages
            }
            let before = await pages()
            for person in [scene.other, scene.admin] {
                let grant = try #require(await clinic.breakGlass(for: scene.patient.id, by: person)["id"]?.text)
                for (index, router) in routers.enumerated() {
                    for texts in [true, false] {
                        if !texts { _ = await clinic.end(grant, by: person) }
                        let answer = await clinic.send(
                            .get, "/api/appointments", query: "patientId=\(scene.patient.id)", token: person.token,
                            through: router.router)
                        #expect(answer.text.contains(GlassScene.mark) == (texts && index == 0))
                        #expect(await pages() == before)
                    }
                }
            }
        }
    }
}

extension [Clinic.Person] {
    fileprivate func asyncMap<Value>(_ each: (Clinic.Person) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for person in self { values.append(try await each(person)) }
        return values
    }
}
