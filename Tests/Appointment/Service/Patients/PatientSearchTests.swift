import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import Postgres
import Testing

@testable import AppointmentService

@Suite("Finding patients", .timeLimit(.minutes(10))) struct PatientSearchTests {
    @Test(
        "by beginnings of words without accents in any order, birth date, telephone number in any spelling, identifier; all must hold"
    )
    func criteria() async throws {
        try await Clinic.open { clinic in
            let desk = try clinic.person(.desk)
            for (first, last, more) in [
                ("Zoë", "Müller-Wohl", #""birthDate":"1990-02-03","phone":"+49301234567""#),
                ("Zacharias", "Muller", #""birthDate":"1990-02-03""#),
                ("Søren", "O'Hara", #""phone":"+49301234568","identifiers":[{"system":"kv","value":"A1"}]"#), ("أحمد", "علي", ""),
            ] {
                #expect(await clinic.register(first, last, by: desk, more).status == 201)
            }
            let cases: [(query: String, names: [String])] = [
                ("q=m%C3%BCl", ["Zacharias Muller", "Zoë Müller-Wohl"]), ("q=MUL+zo", ["Zoë Müller-Wohl"]),
                ("q=wohl", ["Zoë Müller-Wohl"]),
                ("q=soren", ["Søren O'Hara"]), ("q=hara", ["Søren O'Hara"]), ("q=%D8%A7%D8%AD", ["أحمد علي"]), ("q=ller", []),
                ("q=%27%3A*", []),
                ("birthDate=1990-02-03", ["Zacharias Muller", "Zoë Müller-Wohl"]),
                ("birthDate=1990-02-03&q=zoe", ["Zoë Müller-Wohl"]),
                ("phone=%2B49+30+1234567", ["Zoë Müller-Wohl"]), ("phone=0049301234567", ["Zoë Müller-Wohl"]),
                ("phone=+49301234568", ["Søren O'Hara"]), ("phone=%2B49301234567&birthDate=1990-02-04", []),
                ("identifier=kv%7CA1", ["Søren O'Hara"]), ("identifier=kv%7CA2", []), ("identifier=kv%7CA1&q=zoe", []),
            ]
            for item in cases {
                let answer = await clinic.find(item.query, by: desk)
                #expect(answer.status == 200 && answer.patientNames == item.names, "\(item.query): \(answer.text)")
            }
            // The same for a doctor who has registered nobody.
            let doctor = try clinic.person(.doctor)
            for item in cases { #expect(await clinic.find(item.query, by: doctor).patientNames == []) }
        }
    }

    @Test("pages of any size give each record once, in one order, also while others are registered; a doctor's are their own")
    func pages() async throws {
        try await Clinic.open { clinic in
            let (desk, doctor) = (try clinic.person(.desk), try clinic.person(.doctor))
            var all: [String] = [], theirs: [String] = []
            for number in 0..<23 {
                let person = number % 3 == 0 ? doctor : desk
                let made = await clinic.register("N\(number % 4)", "Page\(number % 5)", by: person)
                all.append(try #require(made["id"]?.text))
                if number % 3 == 0 { theirs.append(all[number]) }
            }
            for (person, expected) in [(desk, all), (doctor, theirs)] {
                for (limit, words) in [(1, "q=page"), (4, "q=page"), (100, "q=page"), (7, "")] {
                    var found: [String] = []
                    var cursor: String?
                    repeat {
                        let more = [words, "limit=\(limit)", cursor.map { "cursor=\($0)" } ?? ""].filter { !$0.isEmpty }
                        let page = await clinic.find(more.joined(separator: "&"), by: person)
                        #expect(page.patientIDs.count <= limit)
                        #expect((page.fields["Link"] != nil) == (page["nextCursor"]?.text != nil))
                        found += page.patientIDs
                        cursor = page["nextCursor"]?.text
                        // In front of everybody, which is on no later page.
                        if cursor != nil, person.id == desk.id { _ = await clinic.register("A", "A", by: desk) }
                    } while cursor != nil
                    _ = try await clinic.rows("DELETE FROM patients WHERE last_name = 'A'")
                    #expect(found.count == expected.count && Set(found) == Set(expected), "limit \(limit), \(words)")
                }
            }
        }
    }

    /// Pages of the database a search may look at: what it finds, wherever that lies, and the ways there. All records have 600, then 1,200.
    private static func most(_ sight: PatientSight) -> Int { sight == .all ? 300 : 550 }

    @Test("no search looks at more of the table when that is many times as large; beginnings of too many names are refused")
    func cost() async throws {
        try await Clinic.open { clinic in
            let (desk, doctor) = (try clinic.person(.desk), try clinic.person(.doctor))
            for round in 1...2 {
                // 20,000 records, then as many again; 61 of the doctor and 7 of a rare name in the first round alone.
                _ = try await clinic.rows(
                    """
                    INSERT INTO patients (id, first_name, last_name, birth_date, phone, registered_by)
                    SELECT gen_random_uuid(), CASE WHEN i % 3000 = 1 AND $2::bigint = 1 THEN 'Zebedee' ELSE 'First' || i END,
                           'Last' || md5(i::text), date '1950-01-01' + (i + $2::bigint)::integer, '+49' || 1000000 + i + 20000 * $2::bigint,
                           CASE WHEN i % 333 = 0 AND $2::bigint = 1 THEN $1::uuid END
                    FROM generate_series(0, 19999) i
                    """, [.id(doctor.id), .int(round)])
                if round == 1 {
                    _ = try await clinic.rows(
                        """
                        INSERT INTO patient_identifiers (patient_id, system, value) SELECT id, 'kv', phone FROM patients WHERE phone IS NOT NULL
                        """)
                }
                _ = try await clinic.pool.query(Statement("analyze", "ANALYZE patients, patient_identifiers"))
                var searches: [String: PatientSearch] = ["all": PatientSearch()]
                for (name, change) in [
                    ("words", { $0.words = NameWords("zebe") }), ("birth date", { $0.birthDate = CalendarDate("1960-05-04") }),
                    ("phone", { $0.phone = PhoneNumber("+491020077") }),
                    ("identifier", { $0.identifier = PatientIdentifier("kv|+491020077") }),
                    ("two", { ($0.words, $0.birthDate) = (NameWords("first"), CalendarDate("1960-05-04")) }),
                ] as [(String, (inout PatientSearch) -> Void)] {
                    var search = PatientSearch()
                    change(&search)
                    searches[name] = search
                }
                for (name, search) in searches {
                    for (whose, sight) in [("everybody's", PatientSight.all), ("a doctor's", .doctor(doctor.id))] {
                        let pages = try await self.pages(of: search, for: sight, clinic)
                        #expect(pages <= Self.most(sight), "\(whose) by \(name): \(pages) pages in round \(round)")
                    }
                }
                let broad = await clinic.find("q=f", by: desk)
                #expect(broad.status == 422 && broad.code == "search_too_broad")
            }
        }
    }

    private func pages(of search: PatientSearch, for sight: PatientSight, _ clinic: Clinic) async throws -> Int {
        let (statement, values) = search.statement(for: sight)
        let place: [PostgresValue] = [.text(""), .text(""), .id(UserID(UUIDValue(high: 0, low: 0)))]
        let explain = Statement("explain", "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + statement.sql)
        let plan = try await clinic.pool.query(explain, place + values).map { try $0.text(0) }
        let line = try #require(plan.first { $0.contains("Buffers: shared") })
        return line.split(separator: " ").reduce(0) { sum, word in
            sum + (word.hasPrefix("hit=") || word.hasPrefix("read=") ? Int(word.split(separator: "=")[1]) ?? 0 : 0)
        }
    }
}
