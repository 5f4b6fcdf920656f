import AuditSupport
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Testing

@testable import AppointmentService

@Suite("Grants", .timeLimit(.minutes(4))) struct GrantTests {
    @Test("every refusal has its code, and is in the log")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            func refused(_ answer: Answer, _ status: Int, _ code: String) {
                #expect(answer.status == status && answer.code == code, "\(answer)")
            }
            for role in [Role.patient, .desk] {
                refused(await clinic.breakGlass(for: scene.patient.id, by: try clinic.recent(role)), 403, "forbidden")
            }
            for age in [nil, 301, 3_000] as [Int64?] {
                let stale = Clinic.Person(id: scene.admin.id, token: try clinic.token(scene.admin.id, .admin, age: age))
                let answer = await clinic.breakGlass(for: scene.patient.id, by: stale)
                refused(answer, 401, "reauthentication_required")
                #expect(answer.fields["www-authenticate"]?.contains("max_age=\"300\"") == true)
            }
            // For a doctor: another one's patient.
            refused(await clinic.breakGlass(for: scene.patient.id, by: scene.doctor), 404, "patient_not_found")
            refused(await clinic.breakGlass(for: scene.other.id, by: scene.admin), 404, "patient_not_found")
            let bodies: [(String, [String])] = [
                ("{}", ["/patientId", "/purpose", "/reason", "/minutes"]),
                (
                    #"{"patientId":"x","purpose":"TREAT","reason":"too short","minutes":4}"#,
                    ["/patientId", "/purpose", "/reason", "/minutes"]
                ),
                (
                    #"{"patientId":"\#(scene.patient.id)","purpose":"BTG","reason":"\#(String(repeating: "x", count: 501))","minutes":61,"more":1}"#,
                    ["/reason", "/minutes", "/more"]
                ),
            ]
            for (body, pointers) in bodies {
                let answer = await clinic.send(.post, Clinic.grants, token: scene.admin.token, body: body)
                refused(answer, 422, "validation_failed")
                #expect(Set(answer.pointers) == Set(pointers))
            }
            let grant = try #require(await clinic.breakGlass(for: scene.patient.id, by: scene.admin)["id"]?.text)
            refused(await clinic.breakGlass(for: scene.patient.id, by: scene.admin), 409, "grant_running")
            refused(await clinic.end(grant, by: scene.other), 404, "not_found")
            refused(await clinic.end("x", by: scene.admin), 404, "not_found")
            refused(await clinic.review(grant, by: scene.other), 403, "forbidden")
            let reviewer = try clinic.person(.admin)
            refused(await clinic.review(grant, by: reviewer), 409, "grant_running")
            refused(await clinic.review("\(scene.patient.id)", by: reviewer), 404, "not_found")
            refused(await clinic.review(grant, by: reviewer, "FINE"), 422, "validation_failed")
            try await clinic.passGrants(hours: 1)
            refused(await clinic.review(grant, by: scene.admin), 403, "own_grant")
            refused(await clinic.end(grant, by: scene.admin), 409, "grant_over")
            #expect(await clinic.review(grant, by: reviewer).status == 200)
            refused(await clinic.review(grant, by: reviewer, "UNJUSTIFIED"), 409, "grant_reviewed")
            let told = try await clinic.entries().filter { $0.outcome == 4 && $0.event.hasPrefix("break_glass.") }
            #expect(Set(told.map(\.event)) == ["break_glass.open", "break_glass.end", "break_glass.review"])
            #expect(try await clinic.count("break_glass") == 1)
        }
    }

    @Test("the patient can be named by their whole address; whether anybody has one, only a grant tells")
    func byAddress() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            clinic.auth.emails = [
                "pia+a@example.com": scene.patient.id, "own@example.com": try clinic.person(.patient).id,
                "doc@example.com": scene.doctor.id,
            ]
            func ask(_ email: String, _ person: Clinic.Person, more: String = "") async -> Answer {
                let body =
                    #"{"patientEmail":"\#(email)","purpose":"BTG","reason":"unconscious in the waiting room","minutes":30\#(more)}"#
                return await clinic.send(.post, Clinic.grants, token: person.token, body: body)
            }
            // Nobody's, of somebody without appointments, of a doctor, a part of one, and one's own patient: one answer.
            var told: Set<String> = []
            for (email, person) in [
                ("nobody@example.com", scene.other), ("own@example.com", scene.other), ("doc@example.com", scene.other),
                ("pia+a@example.co", scene.other), ("no address", scene.other), ("pia%2Ba@example.com", scene.other),
                ("pia a@example.com", scene.other), ("pia+a@example.com", scene.doctor),
            ] {
                let asked = clinic.auth.questions
                let answer = await ask(email, person)
                #expect(answer.status == 404 && answer.code == "patient_not_found", "\(email) \(answer)")
                #expect(clinic.auth.questions == asked + 1)
                told.insert(answer["detail"]?.text ?? "")
            }
            #expect(told.count == 1)
            let refused = try await clinic.entries("break_glass.open").filter { $0.outcome == 4 }
            #expect(refused.reduce(0) { $0 + $1.times } == 8 && Set(refused.map(\.actor)) == [scene.other.id, scene.doctor.id])
            let both = await ask("pia+a@example.com", scene.other, more: #","patientId":"\#(scene.patient.id)""#)
            #expect(both.status == 422 && both.pointers == ["/patientEmail"])
            // With auth away nothing is opened, and the same is answered whoever it is.
            clinic.auth.failure = .internalServerError
            for email in ["pia+a@example.com", "nobody@example.com"] {
                let away = await ask(email, scene.other)
                #expect(away.status == 503 && away.code == "auth_unavailable" && away.fields["retry-after"] != nil)
            }
            clinic.auth.failure = nil
            let opened = await ask(" PIA+a@Example.com ", scene.other)
            #expect(opened.status == 201 && opened["patientId"]?.text == "\(scene.patient.id)", "\(opened)")
            #expect(await scene.reads(clinic, scene.other) == ["shown", "shown", "shown"])
            let entry = try #require(try await clinic.entries("break_glass.open").last)
            #expect(entry.outcome == 0 && entry.people == [scene.patient.id])
        }
    }

    @Test("one person asks so many times an hour, whomever they ask for; another one and other routes are not charged")
    func limit() async throws {
        let most = 3
        #expect(GrantLimit(0).policies.isEmpty && GrantLimit(most).policies.count == 1)
        try await Clinic.open({ $0.grantLimit = GrantLimit(most) }) { clinic in
            let scene = try await GlassScene(clinic)
            let context = clinic.context(clinic.redisClient())
            let limited = context.router(
                AppointmentLoop(clinic.process, context, commits: clinic.commits).features, isLimited: true)
            func ask(_ person: Clinic.Person, _ number: Int) async -> Answer {
                let body =
                    #"{"patientEmail":"p\#(number)@example.com","purpose":"BTG","reason":"in the waiting room","minutes":30}"#
                return await clinic.send(.post, Clinic.grants, token: person.token, body: body, through: limited)
            }
            var statuses: [Int] = []
            for number in 0..<most + 2 { statuses.append(await ask(scene.other, number).status) }
            #expect(statuses == Array(repeating: 404, count: most) + [429, 429])
            #expect(await ask(scene.other, 9).fields["retry-after"] != nil)
            #expect(await ask(scene.doctor, 0).status == 404)
            #expect(await clinic.send(.get, Clinic.grants, token: scene.other.token, through: limited).status == 200)
        }
    }

    @Test("who is not reviewed within 72 hours gets no other grant, for whomever, and a figure says so, until somebody reviews it")
    func overdue() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            let another = try clinic.person(.patient)
            _ = await clinic.book(scene.doctor.id, by: another, at: "11:00")
            for person in [scene.admin, scene.other] {
                let grant = try #require(await clinic.breakGlass(for: scene.patient.id, by: person)["id"]?.text)
                try await clinic.passGrants(hours: 71)
                #expect(await clinic.breakGlass(for: another.id, by: person).status == 201)
                #expect(try await clinic.overdueGrants() == 0)
                try await clinic.passGrants(hours: 2)
                #expect(try await clinic.overdueGrants() == 1)
                for patient in [scene.patient, another] {
                    let answer = await clinic.breakGlass(for: patient.id, by: person)
                    #expect(answer.status == 403 && answer.code == "review_overdue")
                }
                let reviewer = try clinic.person(.admin)
                let list = await clinic.send(.get, Clinic.grants, query: "state=OVERDUE", token: reviewer.token)
                #expect(list["grants"]?.elements?.compactMap { $0["id"]?.text } == [grant])
                #expect(await clinic.review(grant, by: reviewer, "UNJUSTIFIED")["verdict"] == "UNJUSTIFIED")
                #expect(try await clinic.overdueGrants() == 0)
                #expect(await clinic.breakGlass(for: scene.patient.id, by: person).status == 201)
                _ = try await clinic.rows("DELETE FROM break_glass")
            }
        }
    }

    @Test("of two who review at once one wins, of two grants at once one runs, and each has one entry")
    func races() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let scene = try await GlassScene(clinic)
            let reviewers = try (0..<4).map { _ in try clinic.person(.admin) }
            for round in 1...10 {
                let opened = await all(4) { await clinic.breakGlass(for: scene.patient.id, by: scene.admin) }
                #expect(opened.map(\.status).sorted() == [201, 409, 409, 409])
                let grant = try #require(opened.first { $0.status == 201 }?["id"]?.text)
                let ended = await all(4) { await clinic.end(grant, by: scene.admin) }
                #expect(ended.map(\.status).sorted() == [200, 409, 409, 409])
                let reviewed = await all(4) {
                    await clinic.review(grant, by: reviewers[$0], $0 % 2 == 0 ? "JUSTIFIED" : "UNJUSTIFIED")
                }
                #expect(reviewed.map(\.status).sorted() == [200, 409, 409, 409])
                for event in ["break_glass.open", "break_glass.end", "break_glass.review"] {
                    #expect(try await clinic.entries(event).filter { $0.outcome == 0 }.count == round)
                }
            }
        }
    }

    private func all(_ count: Int, _ work: @escaping @Sendable (Int) async -> Answer) async -> [Answer] {
        await withTaskGroup { group in
            for number in 0..<count { group.addTask { await work(number) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func all(_ count: Int, _ work: @escaping @Sendable () async -> Answer) async -> [Answer] {
        await all(count) { _ in await work() }
    }

    @Test("a grant that simply runs out has one entry, by the system, however many look; one that was ended has none but its own")
    func runsOut() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let scene = try await GlassScene(clinic)
            func ends() async throws -> [String] {
                try await clinic.entries("break_glass.end").map { "\($0.role) \($0.purpose)" }
            }
            let early = try #require(await clinic.breakGlass(for: scene.patient.id, by: scene.other)["id"]?.text)
            #expect(await clinic.end(early, by: scene.other).status == 200)
            let own = try await ends()
            let grant = try #require(await clinic.breakGlass(for: scene.patient.id, by: scene.admin)["id"]?.text)
            try await clinic.sweepGrants()
            #expect(try await ends() == own, "it runs")
            try await clinic.passGrants(hours: 1)
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await clinic.sweepGrants() } }
                try await group.waitForAll()
            }
            try await clinic.sweepGrants()
            #expect(try await ends() == own + ["SYSTEM HOPERAT"])
            let entry = try #require(try await clinic.entries("break_glass.end").last)
            #expect(entry.object == UUIDValue(grant) && entry.people == [scene.patient.id] && entry.actor == nil)
            // The patient sees that it is over.
            let log = await clinic.send(.get, "/api/appointments/access-log", token: scene.patient.token)
            let seen = log["entries"]?.elements ?? []
            #expect(seen.contains { $0["event"] == "break_glass.end" && $0["role"] == "SYSTEM" && $0["breakGlass"] == true })
            // Ended early, its time has passed meanwhile as well.
            #expect(try await clinic.rows("SELECT 1 FROM break_glass WHERE end_recorded").count == 1)
        }
    }

    @Test("that it has run out is not told before the grant is")
    func runsOutUntold() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            _ = await clinic.breakGlass(for: scene.patient.id, by: scene.admin, delayed: true)
            try await clinic.passGrants(hours: 1)
            try await clinic.sweepGrants()
            #expect(try await clinic.entries("break_glass.end").count == 1)
            func events() async -> [String] {
                await clinic.send(.get, "/api/appointments/access-log", token: scene.patient.token)["entries"]?.elements?
                    .compactMap { $0["event"]?.text } ?? []
            }
            #expect(await !events().contains { $0.hasPrefix("break_glass") })
            try await clinic.passGrants(hours: 24)
            #expect(await events().contains("break_glass.end"))
        }
    }

    @Test("an admin lists all grants, a doctor their own, page by page, each with its state; the patients are in the log")
    func lists() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            let reviewer = try clinic.person(.admin)
            var made: [String] = []
            for person in [scene.other, scene.admin, try clinic.recent(.admin, name: "Alan Turing"), try clinic.recent(.doctor)] {
                made.append(try #require(await clinic.breakGlass(for: scene.patient.id, by: person)["id"]?.text))
            }
            #expect(await clinic.end(made[0], by: scene.other)["state"] == "TO_REVIEW")
            #expect(await clinic.end(made[1], by: scene.admin)["state"] == "TO_REVIEW")
            #expect(await clinic.review(made[1], by: reviewer)["state"] == "REVIEWED")
            func listed(_ person: Clinic.Person, _ query: String) async -> [String] {
                await clinic.send(.get, Clinic.grants, query: query, token: person.token)["grants"]?.elements?.compactMap {
                    $0["id"]?.text
                } ?? []
            }
            #expect(await listed(reviewer, "limit=100") == made.reversed())
            #expect(await listed(reviewer, "state=RUNNING") == [made[3], made[2]])
            #expect(await listed(reviewer, "state=TO_REVIEW,OVERDUE") == [made[0]])
            #expect(await listed(reviewer, "state=REVIEWED") == [made[1]])
            #expect(await listed(scene.other, "") == [made[0]])
            #expect(await listed(scene.doctor, "").isEmpty)
            var (read, query): ([String], String?) = ([], "limit=3")
            while let asked = query {
                let answer = await clinic.send(.get, Clinic.grants, query: asked, token: reviewer.token)
                read += answer["grants"]?.elements?.compactMap { $0["id"]?.text } ?? []
                query = answer["nextCursor"]?.text.map { "limit=3&cursor=\($0)" }
            }
            #expect(read == made.reversed())
            let bad = await clinic.send(.get, Clinic.grants, query: "state=OPEN", token: reviewer.token)
            #expect(bad.status == 400 && bad.code == "invalid_parameter")
            let told = try await clinic.entries("break_glass.list").filter { $0.actor == reviewer.id }
            #expect(!told.isEmpty && told.allSatisfy { $0.people == [scene.patient.id] })
        }
    }
}
