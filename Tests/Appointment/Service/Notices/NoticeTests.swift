import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Word to the patient of who has looked", .timeLimit(.minutes(4))) struct NoticeTests {
    /// An event of access that waits for the relay.
    private struct Notice: Equatable {
        let type: String
        let recipient, actor: UserID?
        let role, purpose, name: String?
    }

    private func notices(_ clinic: Clinic) async throws -> [Notice] {
        let rows = try await clinic.rows(
            "SELECT payload FROM outbox WHERE type IN ('appointment.viewed', 'appointment.unsealed') ORDER BY id")
        return try rows.map { row in
            let text = try row.text(0)
            #expect(!text.contains(GlassScene.mark))
            let event = try JSONReader.parse(Array(text.utf8))
            return Notice(
                type: event["type"]?.text ?? "", recipient: event["recipientId"]?.text.flatMap(UserID.init),
                actor: event["actor"]?["id"]?.text.flatMap(UserID.init), role: event["actor"]?["role"]?.text,
                purpose: event["purpose"]?.text, name: event["actorName"]?.text)
        }
    }

    private func know(_ clinic: Clinic, _ admins: [Clinic.Person], active: Bool = true) async throws {
        for admin in admins {
            _ = try await clinic.rows(
                "INSERT INTO people (id, name, version, role, active) VALUES ($1, 'Alan Turing', 1, 'ADMIN', $2)",
                [.id(admin.id), .bool(active)])
        }
    }

    @Test("each patient whose data an admin has looked at is told once of each admin and day, whatever was looked at and how often")
    func looks() async throws {
        try await Clinic.open { clinic in
            let scene = try await GlassScene(clinic)
            let others = try (0..<3).map { _ in try clinic.person(.patient) }
            for (hour, patient) in others.enumerated() {
                _ = await clinic.book(scene.doctor.id, by: patient, at: "1\(hour + 2):00")
            }
            // Their own, their doctor's, a stranger's that is refused: nobody is told.
            _ = await scene.reads(clinic, scene.patient)
            _ = await scene.reads(clinic, scene.doctor)
            _ = await scene.reads(clinic, scene.other)
            _ = await clinic.mine(scene.doctor)
            _ = await clinic.send(.get, "/api/appointments/access-log", token: scene.patient.token)
            _ = try await clinic.entries()
            #expect(try await notices(clinic).isEmpty)
            var told = 0
            for (day, admin) in [(0, scene.admin), (0, try clinic.person(.admin)), (1, scene.admin)] {
                clinic.clock.set(Clinic.start + Int64(day) * 86_400_000)
                let person = Clinic.Person(id: admin.id, token: try clinic.token(admin.id, .admin))
                for _ in 0..<2 {
                    _ = await scene.reads(clinic, person)
                    let query = "patientId=\(scene.patient.id)&purpose=PATADMIN"
                    _ = await clinic.send(.get, "/api/appointments/access-log", query: query, token: person.token)
                }
                #expect(try await notices(clinic).count == told + 1)
                for _ in 0..<2 { _ = await clinic.send(.get, "/api/appointments", token: person.token) }
                let new = try await notices(clinic).dropFirst(told)
                #expect(Set(new.compactMap(\.recipient)) == Set(([scene.patient] + others).map(\.id)) && new.count == 4)
                #expect(
                    new.allSatisfy {
                        $0.type == "appointment.viewed" && $0.actor == admin.id && $0.role == "ADMIN" && $0.purpose == "PATADMIN"
                            && $0.name == nil
                    })
                told += 4
            }
            // Which days are over is forgotten.
            clinic.clock.set(Clinic.start + 5 * 86_400_000)
            try await clinic.sweepGrants()
            #expect(try await clinic.count("access_notices") == 0)
        }
    }

    @Test("many looks at once, by two replicas: one notice of each patient")
    func races() async throws {
        try await Clinic.open(connections: 6) { clinic in
            let scene = try await GlassScene(clinic)
            for hour in 2..<9 { _ = await clinic.book(scene.doctor.id, by: try clinic.person(.patient), at: "1\(hour):00") }
            let routers = [clinic.router, clinic.replica()].map(LoopRouter.init)
            for round in 1...5 {
                let admin = try clinic.person(.admin)
                await withTaskGroup { group in
                    for number in 0..<60 {
                        let (path, router) = (number % 3 == 0 ? "/\(scene.id)" : "", routers[number % 2])
                        group.addTask {
                            await clinic.send(.get, "/api/appointments\(path)", token: admin.token, through: router.router).status
                        }
                    }
                    for await status in group { #expect(status == 200) }
                }
                #expect(try await notices(clinic).count == 8 * round)
            }
        }
    }

    @Test(
        "of a grant the patient is told at once, or a day later, once, and every other admin at once; what is read under it tells no more"
    )
    func grants() async throws {
        for delayed in [false, true] {
            try await Clinic.open(connections: 4) { clinic in
                let scene = try await GlassScene(clinic)
                let others = try (0..<2).map { _ in try clinic.person(.admin) }
                try await know(clinic, others + [scene.admin])
                try await know(clinic, [try clinic.person(.admin)], active: false)
                for (person, role) in [(scene.other, "DOCTOR"), (scene.admin, "ADMIN")] {
                    let before = try await notices(clinic).count
                    #expect(await clinic.breakGlass(for: scene.patient.id, by: person, delayed: delayed).status == 201)
                    #expect(await clinic.breakGlass(for: scene.patient.id, by: person, delayed: delayed).status == 409)
                    #expect(await scene.reads(clinic, person) == ["shown", "shown", "shown"])
                    var expected = Set(others.map(\.id))
                    if role == "DOCTOR" { expected.insert(scene.admin.id) }
                    if !delayed { expected.insert(scene.patient.id) }
                    for hours in [0, 23, 2, 30] {
                        try await clinic.passGrants(hours: hours)
                        await withTaskGroup { group in
                            for _ in 0..<4 { group.addTask { try? await clinic.sweepGrants() } }
                        }
                        if hours == 2 { expected.insert(scene.patient.id) }
                        let told = try await notices(clinic).dropFirst(before)
                        #expect(Set(told.compactMap(\.recipient)) == expected && told.count == expected.count)
                        #expect(
                            told.allSatisfy {
                                $0.type == "appointment.unsealed" && $0.actor == person.id && $0.role == role && $0.purpose == "BTG"
                                    && $0.name == nil
                            })
                    }
                }
            }
        }
    }

    @Test("nobody is named unless the clinic names its staff, in events and in the log")
    func names() async throws {
        for shown in [false, true] {
            try await Clinic.open({ $0.audit.showsStaff = shown }) { clinic in
                let scene = try await GlassScene(clinic)
                try await know(clinic, [scene.admin])
                _ = await scene.reads(clinic, scene.admin)
                #expect(await clinic.breakGlass(for: scene.patient.id, by: scene.admin).status == 201)
                let told = try await notices(clinic)
                #expect(told.map(\.type) == ["appointment.viewed", "appointment.unsealed"])
                #expect(told.allSatisfy { $0.name == (shown ? "Alan Turing" : nil) })
                let log = await clinic.send(.get, "/api/appointments/access-log", token: scene.patient.token)
                let names = log["entries"]?.elements?.filter { $0["role"] == "ADMIN" }.map { $0["name"]?.text }
                #expect(names?.isEmpty == false && names?.allSatisfy { $0 == (shown ? "Alan Turing" : nil) } == true)
            }
        }
    }
}
