import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Logging
import Postgres
import Reactor
import Redis
import Testing

@testable import AppointmentService

@Suite("Names and doctors, kept as auth has them", .timeLimit(.minutes(5))) struct NameTests {
    private static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// With one process' upkeep of names at work; `body` gets its router and a client to publish with.
    private func use(_ body: @escaping @Sendable (Clinic, LoopRouter, RedisClient) async throws -> Void) async throws {
        try await Clinic.openCaching { clinic, routers, clients in
            try await self.keeping(clinic, clients[0]) { try await body(clinic, routers[0], clients[1]) }
        }
    }

    private func keeping(_ clinic: Clinic, _ redis: RedisClient, _ body: () async throws -> Void) async throws {
        let keeper = clinic.parts.names.feed()
        async let running: Void = keeper.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        keeper.close()
        await running
        try outcome.get()
    }

    private func tell(_ change: UserChange, _ clinic: Clinic, _ redis: RedisClient) async throws {
        _ = try await redis.command("PUBLISH", .text(clinic.names.usersChannel), .bytes(change.payload))
    }

    private func names(_ clinic: Clinic, _ person: Clinic.Person, _ router: LoopRouter) async -> [String] {
        let list = await clinic.send(.get, "/api/appointments/my", token: person.token, through: router.router)
        return list["appointments"]?.elements?.compactMap { "\($0["patientName"]?.text ?? "") \($0["doctorName"]?.text ?? "")" }
            ?? []
    }

    private func reached(_ clinic: Clinic) async throws -> Int {
        try await clinic.rows("SELECT position FROM people_feed")[0].int(0)
    }

    @Test("a rename reaches the lists of both, cached ones too, with a message or without, and leaves the version as it was")
    func rename() async throws {
        try await use { clinic, router, redis in
            let doctor = try clinic.person(.doctor, name: "Ada")
            let patient = try clinic.person(.patient, name: "Paul")
            clinic.auth.change(doctor.id, name: "Ada")
            clinic.auth.change(patient.id, name: "Paul", role: .patient)
            for time in ["08:00", "09:00", "10:00"] { #expect(await clinic.book(doctor.id, by: patient, at: time).status == 201) }
            let before = Array(repeating: "Paul Ada", count: 3)
            for person in [patient, doctor] { #expect(await names(clinic, person, router) == before) }

            // Unheard, as while Redis was away: it is found by looking.
            clinic.auth.change(doctor.id, name: "Grace")
            try await eventually(on: clinic.loop) { await names(clinic, doctor, router).first == "Paul Grace" }
            try await tell(clinic.auth.change(patient.id, name: "Pauline", role: .patient), clinic, redis)
            let after = Array(repeating: "Pauline Grace", count: 3)
            for person in [patient, doctor] {
                try await eventually(on: clinic.loop) { await names(clinic, person, router) == after }
            }
            #expect(try await clinic.rows("SELECT max(version) FROM appointments")[0].int(0) == 1)
            #expect(try await clinic.rows("SELECT min(renames), max(renames) FROM appointments")[0].int(0) == 2)
            #expect(try await clinic.count("outbox") == 3, "nobody is notified of a rename")
        }
    }

    @Test("a token older than its owner's new name books under the new one; so it is whichever comes first")
    func oldToken() async throws {
        try await use { clinic, router, redis in
            let doctor = try clinic.person(.doctor, name: "Ada")
            for round in 0..<20 {
                let patient = try clinic.person(.patient, name: "Paul")
                clinic.auth.change(patient.id, name: "Paul", role: .patient)
                let day = CalendarDate("2026-12-15")?.adding(days: round)?.description ?? ""
                async let booked = clinic.book(doctor.id, by: patient, on: day)
                try await tell(clinic.auth.change(patient.id, name: "Pauline", role: .patient), clinic, redis)
                #expect(await booked.status == 201)
                try await eventually(on: clinic.loop) { await names(clinic, patient, router) == ["Pauline Ada"] }
                #expect(await clinic.book(doctor.id, by: patient, on: day, at: "12:00")["patientName"] == "Pauline")
            }
        }
    }

    @Test("one replica reads at a time; another one goes on from where the first one ended; auth put back is read anew")
    func position() async throws {
        try await Clinic.openCaching { clinic, _, clients in
            let people = try (0..<3).map { _ in try clinic.person(.patient).id }
            for person in people { clinic.auth.change(person, name: "A", role: .patient) }
            try await keeping(clinic, clients[0]) {
                try await eventually(on: clinic.loop) { try await reached(clinic) == 3 }
                let asked = clinic.auth.askedSince.count
                let second = clinic.parts.names.feed()
                async let running: Void = second.run()
                try await tell(clinic.auth.change(people[1], name: "B", role: .patient), clinic, clients[1])
                try await eventually(on: clinic.loop) { try await reached(clinic) == 4 }
                second.close()
                await running
                #expect(clinic.auth.askedSince.dropFirst(asked).allSatisfy { $0 >= 3 })
            }
            clinic.auth.change(people[2], name: "C", role: .patient)
            try await keeping(clinic, clients[1]) { try await eventually(on: clinic.loop) { try await reached(clinic) == 5 } }
            #expect(clinic.auth.askedSince.count { $0 == 0 } == 1)
            clinic.auth.forgetChanges()
            clinic.auth.change(people[0], name: "D", role: .patient)
            try await keeping(clinic, clients[0]) { try await eventually(on: clinic.loop) { try await reached(clinic) == 1 } }
            #expect(clinic.auth.askedSince.count { $0 == 0 } == 2)
        }
    }

    @Test("a page that was cut short by a crash is done again, and an older one that comes late undoes nothing")
    func crash() async throws {
        try await Clinic.open { clinic in
            let store = NameStore(pool: clinic.pool)
            let doctor = try clinic.person(.doctor, name: "Ada")
            let patient = try clinic.person(.patient)
            #expect(await clinic.book(doctor.id, by: patient).status == 201)
            let change = { UserChange(id: doctor.id, version: $1, name: $0, role: .doctor, active: true) }
            try await store.apply([change("Third", 3)])
            // Here it died: the name is learnt, no appointment has it.
            try await store.apply([change("Third", 3)])
            try await store.apply([change("Second", 2)])
            #expect(try await store.rename([doctor.id, patient.id]) == 1)
            #expect(try await store.rename([doctor.id, patient.id]) == 0)
            #expect(await clinic.mine(patient)["appointments"]?.elements?.first?["doctorName"] == "Third")

            let position = UserFeedPosition(pool: clinic.pool)
            let (first, second): (TokenID, TokenID) = (clinic.ids.next(), clinic.ids.next())
            #expect(try await position.claim(as: first) == 0)
            #expect(try await position.claim(as: second) == nil)
            #expect(try await position.claim(as: first) == 0)
            #expect(try await position.advance(from: 0, to: 7, as: first))
            #expect(try await !position.advance(from: 0, to: 9, as: first))
            #expect(try await !position.advance(from: 7, to: 9, as: second))
            try await position.release(by: first)
            #expect(try await position.claim(as: second) == 7)
        }
    }

    @Test("a deactivated doctor cannot be booked from the message on, whatever is remembered of him; back again he can")
    func deactivated() async throws {
        try await use { clinic, router, redis in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            clinic.auth.change(doctor.id, name: "Ada")
            let day = { CalendarDate("2026-12-15")?.adding(days: $0)?.description ?? "" }
            for round in 0..<5 {
                #expect(await clinic.book(doctor.id, by: patient, on: day(round), at: "08:00").status == 201)
                try await tell(clinic.auth.change(doctor.id, name: "Ada", active: false), clinic, redis)
                try await eventually(on: clinic.loop) {
                    let answer = await clinic.book(doctor.id, by: patient, on: day(round), at: "08:00")
                    return answer.code == "doctor_not_found"
                }
                clinic.auth.failure = .serviceUnavailable
                #expect(await clinic.book(doctor.id, by: patient, on: day(round), at: "10:00").code == "auth_unavailable")
                clinic.auth.failure = nil
                try await tell(clinic.auth.change(doctor.id, name: "Ada"), clinic, redis)
                try await eventually(on: clinic.loop) {
                    await clinic.book(doctor.id, by: patient, on: day(round), at: "12:00").status == 201
                }
            }
        }
    }
}
