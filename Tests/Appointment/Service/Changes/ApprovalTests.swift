import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Approving", .timeLimit(.minutes(4))) struct ApprovalTests {
    @Test("its doctor approves a request: state, version, history and event")
    func approves() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let answer = await clinic.approve(id, by: doctor)
            #expect(answer.status == 200 && answer["status"] == "APPROVED" && answer["version"] == 2)
            #expect(answer.fields["ETag"] == "\"2\"" && answer["reason"] == "Regular checkup")
            #expect(clinic.commits.count == 2)
            let history = try await clinic.rows(
                "SELECT from_status, to_status, actor_id, actor_role FROM appointment_history WHERE version = 2")
            #expect(try history[0].text(0) == "PENDING" && history[0].text(1) == "APPROVED")
            #expect(try history[0].id(2) == doctor.id && history[0].text(3) == "DOCTOR")
            let events = try await clinic.rows("SELECT type, payload FROM outbox ORDER BY id")
            #expect(try events.count == 2 && events[1].text(0) == "appointment.approved")
            let event = try JSONReader.parse(Array(try events[1].text(1).utf8))
            #expect(event["status"] == "APPROVED" && event["version"] == 2 && event["actor"]?["role"] == "DOCTOR")
        }
    }

    @Test("what is not this doctor's is not there")
    func notYours() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let id = try #require(try await clinic.book(doctor.id, by: clinic.person(.patient))["id"]?.text)
            let unknown: AppointmentID = clinic.ids.next()
            for (name, person) in [(id, try clinic.person(.doctor)), (unknown.description, doctor), ("1", doctor)] {
                let answer = await clinic.approve(name, by: person)
                #expect(answer.status == 404 && answer.code == "not_found")
            }
            #expect(await clinic.mine(doctor)["appointments"]?.elements?.first?["status"] == "PENDING")
        }
    }

    @Test("in another state it is refused, naming the state")
    func wrongState() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let id = try #require(await clinic.book(doctor.id, by: clinic.person(.patient))["id"]?.text)
            for state in ["APPROVED", "REJECTED", "CANCELLED", "COMPLETED"] {
                _ = try await clinic.rows(
                    "UPDATE appointments SET status = $1::text, cancelled_by = CASE WHEN $1::text = 'CANCELLED' THEN 'PATIENT' END",
                    [.text(state)])
                let answer = await clinic.approve(id, by: doctor)
                #expect(answer.status == 409 && answer.code == "wrong_state" && answer["state"]?.text == state)
            }
            #expect(try await clinic.count("outbox") == 1)
        }
    }

    @Test("with If-Match only the version it names is approved")
    func ifMatch() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let id = try #require(try await clinic.book(doctor.id, by: clinic.person(.patient))["id"]?.text)
            for tag in ["\"2\"", "W/\"1\"", "\"x\"", "1", "\"\"", "\"01\""] {
                let answer = await clinic.approve(id, by: doctor, fields: ["if-match": tag])
                #expect(answer.status == 412 && answer.code == "precondition_failed", "\(tag)")
            }
            #expect(await clinic.approve(id, by: doctor, fields: ["if-match": "\"7\", \"1\""]).status == 200)
            #expect(await clinic.approve(id, by: doctor, fields: ["if-match": "\"1\""]).status == 412)
            #expect(await clinic.approve(id, by: doctor, fields: ["if-match": "*"]).status == 409)
        }
    }

    @Test("of many approvals at once one wins, and the others name the state it left")
    func race() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let doctor = try clinic.person(.doctor)
            let id = try #require(try await clinic.book(doctor.id, by: clinic.person(.patient))["id"]?.text)
            let answers = await withTaskGroup(of: Answer.self) { group in
                for _ in 0..<20 { group.addTask { await clinic.approve(id, by: doctor) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 200 } == 1)
            #expect(answers.count { $0.status == 409 && $0["state"] == "APPROVED" } == 19)
            #expect(try await clinic.count("outbox") == 2)
        }
    }

    @Test(
        "entity tags",
        arguments: [
            (String?.none, EntityTags.any), ("*", .any), ("\"3\"", .oneOf(["3"])), ("\"3\" ,\t\"12.1\"", .oneOf(["3", "12.1"])),
            ("W/\"3\"", .oneOf([])), ("", .oneOf([])), ("\"\"", .oneOf([])), ("\"3.\"", .oneOf([])), ("\"3.0\"", .oneOf([])),
            ("\"3.1.1\"", .oneOf([])), ("\"+3\"", .oneOf([])), ("\"9223372036854775808\"", .oneOf([])),
        ])
    func tags(field: String?, tags: EntityTags) {
        #expect(EntityTags(Self.request(field.map { [$0] } ?? [])) == tags)
    }

    @Test("a list of tags is the same on one line and on several")
    func tagsOnLines() {
        for lines in [
            ["\"1\", \"2\", \"3\""], ["\"1\"", "\"2\", \"3\""], ["\"1\"", "\"2\"", "\"3\""], ["\"1\", \"2\"", ",", "\"3\""],
        ] {
            #expect(EntityTags(Self.request(lines)) == .oneOf(["1", "2", "3"]))
        }
        #expect(EntityTags(Self.request(["*", "\"3\""])) == .oneOf(["3"]))
    }

    private static func request(_ ifMatch: [String]) -> Request {
        var fields = HTTPFields()
        for line in ifMatch { fields.append("If-Match", line) }
        return Request(RequestHead(method: .patch, path: "/", fields: fields), trace: TraceContext(random: { 1 }))
    }
}
