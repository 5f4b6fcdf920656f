import Audit
import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Patients' records", .timeLimit(.minutes(5))) struct PatientRouteTests {
    private static let all =
        #""birthDate":"2019-05-04","sex":"MALE","phone":"0049 (0)30 123-4567","email":"Ben@Example.com","language":"de","street":"Weg 1","city":"Köln","postalCode":"50667","country":"DE","identifiers":[{"system":"s","value":"2"},{"system":"s","value":"1"}]"#

    @Test("a record is answered whole, with its tag, found again, changed member by member, and each step is in the access log")
    func life() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            let made = await clinic.register("Ben", "Müller", by: desk, Self.all)
            #expect(made.status == 201)
            let id = try #require(made["id"]?.text)
            #expect(made.fields["Location"] == "\(Clinic.patientsPath)/\(id)" && made.fields["ETag"] == "\"1\"")
            let members: [(String, JSONValue)] = [
                ("hasAccount", false), ("name", "Ben Müller"), ("birthDate", "2019-05-04"), ("sex", "MALE"),
                ("phone", "+49301234567"),
                ("email", "ben@example.com"), ("language", "de"), ("street", "Weg 1"), ("city", "Köln"), ("postalCode", "50667"),
                ("country", "DE"), ("mergedInto", .null), ("version", 1),
            ]
            for (name, value) in members { #expect(made[name] == value, "\(name)") }
            #expect(made["identifiers"]?.elements?.compactMap { $0["value"]?.text } == ["1", "2"])
            #expect(await clinic.record(id, by: desk).text == made.text)

            let change = #"{"phone":null,"city":"Bonn","identifiers":[{"system":"s","value":"2"},{"system":"t","value":"3"}]}"#
            #expect(await clinic.changeRecord(id, by: desk, change, fields: ["If-Match": "\"7\""]).status == 412)
            let changed = await clinic.changeRecord(id, by: desk, change, fields: ["If-Match": "\"1\""])
            #expect(changed.status == 200 && changed.fields["ETag"] == "\"2\"" && changed["phone"] == JSONValue.null)
            #expect(changed["city"] == "Bonn" && changed["street"] == "Weg 1")
            #expect(await clinic.record(id, by: desk).text == changed.text)
            // Nothing new is no change.
            #expect(await clinic.changeRecord(id, by: desk, change).text == changed.text)
            let told = try await clinic.entries().filter { $0.event.hasPrefix("patient.") }
            let done = told.prefix(5)
            #expect(done.map(\.event) == ["patient.create", "patient.read", "patient.update", "patient.read", "patient.read"])
            // The change at another version was refused; that is written later.
            #expect(told.dropFirst(5).map(\.event) == ["patient.update"])
            #expect(done.allSatisfy { $0.people == [UserID(id)] && $0.object == UUIDValue(id) && $0.role == "DESK" })
        }
    }

    @Test("what is wrong is told all at once, and nothing is kept")
    func wrong() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            let body = #"""
                {"firstName":" ","lastName":"a\nb","birthDate":"2026-12-01","sex":"X","phone":"030 1","email":"a@b","language":"xx","street":"",
                 "city":7,"postalCode":"\#(String(repeating: "1", count: 21))","country":"de","identifiers":[{"system":"a|b","value":"c"}],"name":"x"}
                """#
            let answer = await clinic.send(.post, Clinic.patientsPath, token: desk.token, body: body)
            #expect(answer.status == 422 && answer.code == "validation_failed")
            #expect(
                answer.pointers == [
                    "/firstName", "/lastName", "/birthDate", "/sex", "/phone", "/email", "/language", "/street", "/city",
                    "/postalCode", "/country",
                    "/identifiers/0/system", "/name",
                ])
            #expect(await clinic.register("A", "B", by: desk, query: "confirm=yes").code == "invalid_parameter")
            #expect(await clinic.find("phone=030", by: desk).code == "invalid_parameter")
            #expect(await clinic.find("birthDate=1.1.2000", by: desk).code == "invalid_parameter")
            #expect(await clinic.find("cursor=\(desk.id)", by: desk).code == "invalid_parameter")
            #expect(try await clinic.count("patients") == 0)
        }
    }

    @Test("each role sees and changes whom it may: reads, changes and searches agree, and the rest is not there")
    func sight() async throws {
        try await Clinic.open { clinic in
            let (desk, admin) = (try clinic.person(.desk), try clinic.person(.admin))
            let (doctor, other) = (try clinic.person(.doctor), try clinic.person(.doctor))
            let (patient, stranger) = (
                try clinic.person(.patient, name: "Paul Klee"), try clinic.person(.patient, name: "Eve Adams")
            )
            #expect(await clinic.book(doctor.id, by: patient).status == 201)
            #expect(await clinic.book(other.id, by: stranger, at: "12:00").status == 201)
            let byDoctor = try #require(await clinic.register("Ann", "Own", by: doctor)["id"]?.text)
            let byDesk = try #require(await clinic.register("Ben", "Desk", by: desk)["id"]?.text)
            let everybody = [patient.id.description, stranger.id.description, byDoctor, byDesk]
            let seen: [(Clinic.Person, [String], isStaff: Bool)] = [
                (desk, everybody, true), (admin, everybody, true), (doctor, [everybody[0], byDoctor], true),
                (other, [everybody[1]], true),
                (patient, [everybody[0]], false), (stranger, [everybody[1]], false),
            ]
            for (person, theirs, isStaff) in seen {
                for id in everybody {
                    let isTheirs = theirs.contains(id)
                    #expect(await clinic.record(id, by: person).status == (isTheirs ? 200 : 404))
                    let change = await clinic.changeRecord(id, by: person, #"{"city":"Bonn"}"#)
                    #expect(change.status == (!isStaff ? 403 : isTheirs ? 200 : 404))
                }
                let list = await clinic.find(nil, by: person)
                #expect(isStaff ? Set(list.patientIDs) == Set(theirs) : list.status == 403)
            }
            #expect(await clinic.record("x", by: desk).status == 404)
            #expect(await clinic.record(desk.id.description, by: desk).status == 404)
        }
    }

    @Test("the name of an account's record is refused with why; everything else of it the desk may write")
    func accounts() async throws {
        try await Clinic.open { clinic in
            let (desk, doctor, patient) = (try clinic.person(.desk), try clinic.person(.doctor), try clinic.person(.patient))
            _ = await clinic.book(doctor.id, by: patient)
            let id = patient.id.description
            let refused = await clinic.changeRecord(id, by: desk, #"{"lastName":"X","city":"Bonn"}"#)
            #expect(refused.status == 422 && refused.code == "follows_account" && refused.pointers == ["/lastName"])
            #expect(await clinic.record(id, by: desk)["city"] == JSONValue.null)
            let changed = await clinic.changeRecord(id, by: desk, #"{"phone":"+49 30 1234567"}"#)
            #expect(changed["hasAccount"] == true && changed["phone"] == "+49301234567" && changed["name"] == "Grace Hopper")
        }
    }

    @Test("of changes at once without a condition none is lost; with one, one of them is made")
    func race() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let desk = try clinic.person(.desk)
            let id = try #require(await clinic.register("Ben", "Desk", by: desk)["id"]?.text)
            for round in 0..<10 {
                let bodies = [#"{"city":"C\#(round)"}"#, #"{"street":"S\#(round)"}"#, #"{"postalCode":"P\#(round)"}"#]
                let answers = await withTaskGroup(of: Int.self) { group in
                    for body in bodies { group.addTask { await clinic.changeRecord(id, by: desk, body).status } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0 == 200 })
                let record = await clinic.record(id, by: desk)
                #expect(record["city"]?.text == "C\(round)" && record["street"]?.text == "S\(round)")
                #expect(record["postalCode"]?.text == "P\(round)")
            }
            let tag = try #require(await clinic.record(id, by: desk).fields["ETag"])
            let answers = await withTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        await clinic.changeRecord(id, by: desk, #"{"city":"\#(number)"}"#, fields: ["If-Match": tag]).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == 200 } == 1 && answers.count { $0 == 412 } == 5)
        }
    }

    @Test(
        "no name, number or address of a patient stands in a log line's or an entry's public part; what was typed is a private detail"
    )
    func silence() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            let made = await clinic.register("Marker", "Zebedee", by: desk, #""phone":"+49307654321","email":"marker@example.com""#)
            _ = await clinic.find("q=zebedee", by: desk)
            _ = await clinic.register("Marker", "Zebedee", by: desk, #""phone":"+49307654321""#)
            #expect(made.status == 201)
            try await clinic.parts.audit.log.flush()
            let open = try await clinic.rows("SELECT (to_jsonb(e) - 'private')::text FROM access_log e")
            let kept = try await clinic.rows("SELECT private FROM access_log WHERE event = 'patient.list'")
            for row in open {
                let text = try row.text(0).lowercased()
                for word in ["marker", "zebedee", "7654321"] { #expect(!text.contains(word)) }
            }
            #expect(try kept[0].text(0).contains(#""query":"q=zebedee""#))
        }
    }
}
