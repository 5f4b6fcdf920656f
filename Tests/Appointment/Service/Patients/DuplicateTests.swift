import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Likely the same patient", .timeLimit(.minutes(5))) struct DuplicateTests {
    private static let birth = #""birthDate":"2019-05-04""#

    @Test(
        "the same birth date with about the same name, telephone number or address asks back; others do not; confirmed it is made")
    func rules() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            let first = await clinic.register(
                "Jürgen Max", "Müller", by: desk, Self.birth + #","phone":"+49301234567","email":"j@example.com""#)
            let id = try #require(first["id"]?.text)
            let cases: [(first: String, last: String, more: String, isAlike: Bool)] = [
                ("Jürgen Max", "Müller", Self.birth, true), ("mueller", "JUERGEN", Self.birth, true),
                ("Max", "Müller", Self.birth, true),
                ("Max Jürgen Otto", "Muller", Self.birth, true), ("Jürgen", "Meier", Self.birth, false),
                ("Max", "Moritz", Self.birth, false),
                ("Jürgen Max", "Müller", #""birthDate":"2019-05-05""#, false), ("Jürgen Max", "Müller", "", false),
                ("Eve", "Adams", #""phone":"0049 30 123 45 67""#, true), ("Eve", "Adams", #""email":"J@EXAMPLE.com""#, true),
                ("Eve", "Adams", #""phone":"+49301234568","email":"k@example.com""#, false),
            ]
            for item in cases {
                let answer = await clinic.register(item.first, item.last, by: desk, item.more)
                #expect(answer.status == (item.isAlike ? 409 : 201), "\(item)")
                guard item.isAlike else {
                    _ = try await clinic.rows("DELETE FROM patients WHERE id <> $1::uuid", [.text(id)])
                    continue
                }
                #expect(answer.code == "likely_duplicates" && answer.patientIDs == [id], "\(item)")
                let confirmed = await clinic.register(item.first, item.last, by: desk, item.more, query: "confirm=new")
                #expect(confirmed.status == 201, "\(item)")
                _ = try await clinic.rows("DELETE FROM patients WHERE id <> $1::uuid", [.text(id)])
            }
        }
    }

    @Test("the same identifier is refused for good, whether somebody is alike or not, in a change, too, and nothing is written")
    func identifiers() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let desk = try clinic.person(.desk)
            let number = #""identifiers":[{"system":"insurance","value":"A1"}]"#
            #expect(await clinic.register("Ben", "One", by: desk, number).status == 201)
            for query in [nil, "confirm=new"] {
                let answer = await clinic.register("Eve", "Two", by: desk, number, query: query)
                #expect(answer.status == 409 && answer.code == "identifier_taken")
            }
            let other = try #require(await clinic.register("Eve", "Two", by: desk)["id"]?.text)
            let change = await clinic.changeRecord(other, by: desk, "{\(number),\"city\":\"Bonn\"}")
            #expect(change.status == 409 && change.code == "identifier_taken")
            #expect(await clinic.record(other, by: desk)["city"] == JSONValue.null)
            let answers = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        await clinic.register(
                            "X", "Y", by: desk, #""identifiers":[{"system":"insurance","value":"B2"}]"#, query: "confirm=new"
                        )
                        .status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == 201 } == 1 && answers.count { $0 == 409 } == 5)
        }
    }

    @Test("a doctor is told that somebody is alike, and sees those alone whom they may see")
    func sight() async throws {
        try await Clinic.open { clinic in
            let (desk, doctor) = (try clinic.person(.desk), try clinic.person(.doctor))
            let hidden = await clinic.register("Ben", "Müller", by: desk, Self.birth)
            #expect(hidden.status == 201)
            let asked = await clinic.register("Ben", "Müller", by: doctor, Self.birth)
            #expect(asked.code == "likely_duplicates" && asked.patientIDs == [] && !asked.text.contains("Ben"))
            let own = await clinic.register("Ben", "Müller", by: doctor, Self.birth, query: "confirm=new")
            #expect(own.status == 201)
            let again = await clinic.register("Ben", "Müller", by: doctor, Self.birth)
            #expect(again.patientIDs == [own["id"]?.text])
            #expect(await clinic.register("Ben", "Müller", by: desk, Self.birth).patientIDs.count == 2)
        }
    }

    /// Each shares something with each other one: the birth date, the number or the address.
    @Test("of desks that register the same patient at once one does, and the others see that record, whatever it is recognised by")
    func race() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let replica = LoopRouter(router: clinic.replica())
            for (round, marks) in [
                Self.birth, #""phone":"+49301234567""#, #""email":"b@example.com""#,
                #""birthDate":"2018-01-01","phone":"+49301234569","email":"c@example.com""#,
            ].enumerated() {
                let desks = try (0..<8).map { _ in try clinic.person(.desk) }
                let answers = await withTaskGroup(of: Answer.self) { group in
                    for (number, desk) in desks.enumerated() {
                        group.addTask {
                            await clinic.register(
                                "Ben", "Round\(round)", by: desk, marks, through: number % 2 == 0 ? replica.router : nil)
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                let made = answers.filter { $0.status == 201 }
                #expect(made.count == 1, "round \(round)")
                #expect(answers.count { $0.code == "likely_duplicates" && $0.patientIDs == [made.first?["id"]?.text ?? ""] } == 7)
            }
            #expect(try await clinic.count("patients") == 4)
        }
    }

    @Test(
        "who registers a patient while another is about to waits for the other, and then sees that record",
        arguments: ["birth 1931-02-03", "phone +49301230001", "mail waits@example.com"])
    func waits(key: String) async throws {
        try await Clinic.open(connections: 6) { clinic in
            let desk = try clinic.person(.desk)
            let value = key.split(separator: " ")[1]
            let column = ["birth": "birth_date", "phone": "phone"][key.split(separator: " ")[0]] ?? "email"
            let member = column == "birth_date" ? "birthDate" : column
            let lock = Statement("lock", "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 40)) IS NULL")
            let insert = Statement(
                "insert",
                "INSERT INTO patients (id, first_name, last_name, \(column)) SELECT gen_random_uuid(), 'Ben', 'Wait', '\(value)'")
            let waiters = Statement(
                "waiters",
                """
                SELECT count(*) FROM pg_locks
                WHERE locktype = 'advisory' AND NOT granted
                  AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1::text, 40)
                """)
            let ended = Recorder<Int>()
            let late = try await withThrowingTaskGroup(of: Answer.self) { group in
                let pause = LoopEvent(on: clinic.loop)
                try await clinic.pool.transaction(timeout: .seconds(60)) { first in
                    _ = try await first.query(lock, [.text(key)])
                    group.addTask {
                        let answer = await clinic.register("Ben", "Wait", by: desk, #""\#(member)":"\#(value)""#)
                        ended.record(answer.status)
                        return answer
                    }
                    while try await first.query(waiters, [.text(key)])[0].int(0) == 0, ended.all.isEmpty {
                        _ = await pause.wait(atMost: .milliseconds(5))
                    }
                    _ = try await first.query(insert)
                }
                return try #require(try await group.next())
            }
            #expect(late.code == "likely_duplicates" && late.patientIDs.count == 1, "\(late.text)")
        }
    }

    @Test("with an Idempotency-Key it is registered once, also when the daemon was killed before it had answered")
    func again() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            let key: HTTPFields = ["Idempotency-Key": "k1"]
            let first = await clinic.register("Ben", "Müller", by: desk, Self.birth, fields: key)
            #expect(await clinic.register("Ben", "Müller", by: desk, Self.birth, fields: key).text == first.text)
            _ = try await clinic.rows("UPDATE idempotency_keys SET status = NULL, body = NULL, fields = NULL")
            #expect(await clinic.register("Ben", "Müller", by: desk, Self.birth, fields: key).code == "request_in_progress")
            clinic.clock.advance(by: .seconds(61))
            let retry = await clinic.register("Ben", "Müller", by: desk, Self.birth, fields: key)
            #expect(retry.status == 201 && retry.text == first.text)
            #expect(try await clinic.count("patients") == 1)
            #expect(
                await clinic.register("Ben", "Müller", by: desk, Self.birth, query: "confirm=new", fields: key).code
                    == "idempotency_key_reused")
        }
    }
}
