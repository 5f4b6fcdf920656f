import Contracts
import CoreHTTP
import Foundation
import Hosting
import Postgres
import Reactor
import TestSupport
import Testing

@testable import AppointmentService

@Suite("A record for everybody who books", .timeLimit(.minutes(5))) struct RecordTests {
    private static let columns = "id, user_id, first_name, last_name, version"

    @Test("the first booking makes the patient's record, with the account's id; later ones, and refused ones, leave it")
    func firstBooking() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let (patient, other) = (try clinic.person(.patient, name: "Anna Maria Müller"), try clinic.person(.patient))
            #expect(await clinic.book(doctor.id, by: patient).status == 201)
            #expect(await clinic.book(doctor.id, by: patient, at: "11:00").status == 201)
            #expect(await clinic.book(doctor.id, by: other).code == "slot_taken")
            let records = try await clinic.rows("SELECT \(Self.columns) FROM patients")
            #expect(records.count == 1)
            #expect(try records[0].id(0) == patient.id && records[0].id(1) == patient.id)
            #expect(try records[0].text(2) == "Anna Maria" && records[0].text(3) == "Müller" && records[0].int(4) == 1)
        }
    }

    @Test("of many first bookings of one patient at once each has the one record")
    func atOnce() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let patient = try clinic.person(.patient)
            let doctors = try (0..<8).map { _ in try clinic.person(.doctor) }
            let answers = await withTaskGroup(of: Int.self) { group in
                for (hour, doctor) in doctors.enumerated() {
                    group.addTask { await clinic.book(doctor.id, by: patient, at: "1\(hour):00").status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0 == 201 })
            #expect(try await clinic.count("patients") == 1)
        }
    }

    @Test("an account's record follows auth's feed, also one that a booking makes meanwhile; an older change does nothing")
    func names() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let (store, doctor) = (NameStore(pool: clinic.pool), try clinic.person(.doctor))
            for round in 0..<20 {
                let patient = try clinic.person(.patient, name: "Paul Klee")
                let day = CalendarDate("2026-12-15")?.adding(days: round)?.description ?? ""
                let change = { UserChange(id: patient.id, version: $1, name: $0, role: .patient, active: true) }
                async let booked = clinic.book(doctor.id, by: patient, on: day)
                try await store.apply([change("Pauline Klee", 2)])
                try await store.renameRecords([patient.id])
                #expect(await booked.status == 201)
                let name = try await clinic.rows("SELECT first_name FROM patients WHERE id = $1", [.id(patient.id)])
                #expect(try name[0].text(0) == "Pauline")
                try await store.apply([change("Paul Klee", 1)])
                try await store.renameRecords([patient.id])
                let after = try await clinic.rows("SELECT first_name FROM patients WHERE id = $1", [.id(patient.id)])
                #expect(try after[0].text(0) == "Pauline")
            }
        }
    }

    /// Words with accents, of several scripts, with punctuation.
    private static let names = [
        "Müller", "Mueller", "Zoë", "O'Neil", "Łukasz", "Ñandú", "Anne-Marie", "Straße", "Søren", "أحمد", "Ærø", "de", "la", "Cruz",
        "J.",
    ]

    @Test("the key of a name does not depend on order, case, accents and spaces, and is alike itself; other words are not")
    func keys() async throws {
        try await Clinic.open { clinic in
            var numbers = SystemRandomNumberGenerator()
            for _ in 0..<200 {
                let words = (0..<Int.random(in: 1...4)).map { _ in Self.names.randomElement(using: &numbers) ?? "" }
                let name = words.joined(separator: " ")
                let other = words.shuffled().map { Bool.random() ? $0.uppercased() : $0.lowercased() }.joined(separator: "  ")
                let row = try await clinic.rows(
                    """
                    SELECT name_key($1::text) = name_key($2::text), names_alike(name_key($1::text), name_key($2::text)),
                           names_alike(name_key($1::text), name_key($1::text || ' Zebedee')),
                           names_alike(name_key($1::text), name_key('Zebedee Quux')), cardinality(name_key($1::text))::bigint
                    """, [.text(name), .text(other)])[0]
                #expect(try row.bool(0) && row.bool(1), "\(name) and \(other)")
                // One more name is likely the same person's when two others agree.
                #expect(try row.bool(2) == (row.int(4) >= 2), "\(name)")
                #expect(try !row.bool(3), "\(name)")
            }
            let same = try await clinic.rows("SELECT name_key('Jürgen Müller') = name_key('MUELLER, Juergen')")
            #expect(try same[0].bool(0))
        }
    }

    @Test("a name that is one text is parted at its last word, and put together is that text again")
    func parts() async throws {
        try await Clinic.open { clinic in
            for (name, first, last) in [
                ("Ada Lovelace", "Ada", "Lovelace"), ("Anna  Maria Müller", "Anna  Maria", "Müller"), ("Madonna", "", "Madonna"),
                ("", "", ""),
            ] {
                let row = try await clinic.rows("SELECT first_name, last_name FROM record_name($1::text)", [.text(name)])[0]
                #expect(try row.text(0) == first && row.text(1) == last, "\(name)")
            }
        }
    }

    @Test("names are folded as auth folds them")
    func folding() throws {
        func body(_ path: String) throws -> Substring? {
            let text = try String(contentsOfFile: Clinic.path(path), encoding: .utf8)
            guard let start = text.range(of: "CREATE FUNCTION folded(text)") else { return nil }
            return text[start.lowerBound...].components(separatedBy: "$$;").first.map { $0[...] }
        }
        let (ours, auths) = (try body("sql/appointment/0040_patients.sql"), try body("sql/auth/0010_search_by_need.sql"))
        #expect(ours != nil && ours == auths)
    }

    @Test(
        "the migration makes a record for everybody who has ever booked, under the latest name that is known, and none for others")
    func migration() async throws {
        let address = try await Stores.shared.postgres(.appointment)
        try await onLoop { loop in
            var database = PostgresConfiguration(
                host: address.host, port: address.port, database: address.database, user: address.user, password: address.password)
            let schema = "test_\(UInt64.random(in: .min ... .max))"
            database.searchPath = schema
            let session = try await PostgresSession.open(database, on: loop, resolver: Resolver())
            try await session.execute(
                script: """
                    SELECT pg_advisory_xact_lock(8271);
                    CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
                    CREATE SCHEMA \(schema);
                    """)
            let files = FileManager.default
            let folder = files.temporaryDirectory.appending(path: schema)
            try files.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? files.removeItem(at: folder) }
            let all = try files.contentsOfDirectory(atPath: Clinic.path("sql/appointment")).sorted()
            func add(_ names: some Sequence<String>) throws {
                for name in names {
                    try files.copyItem(atPath: Clinic.path("sql/appointment/\(name)"), toPath: folder.appending(path: name).path)
                }
            }
            try add(all.filter { $0 < "0040" })
            _ = try await Migrations.apply(directory: folder.path, session: session)
            try await session.execute(
                script: """
                    INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                                              doctor_free_at, status)
                    SELECT gen_random_uuid(), md5((i % 300)::text)::uuid, md5('d' || i % 7)::uuid,
                           CASE WHEN i < 300 THEN 'Old Name' ELSE 'New Name ' || i % 300 END, 'D', date '2026-01-01' + i / 300, '10:00', 'UTC',
                           timestamptz '2026-01-01 10:00Z' + i / 300 * interval '1 day', timestamptz '2026-01-01 10:30Z' + i / 300 * interval '1 day',
                           timestamptz '2026-01-01 10:30Z' + i / 300 * interval '1 day', 'REJECTED'
                    FROM generate_series(0, 2999) i;
                    INSERT INTO people (id, name, version) VALUES (md5('7')::uuid, 'Seven Renamed', 3), (md5('none')::uuid, 'No Patient', 2);
                    """)
            try add(all.filter { $0 >= "0040" })
            _ = try await Migrations.apply(directory: folder.path, session: session)
            let row = try await session.query(
                Statement(
                    "test",
                    """
                    SELECT count(*), count(*) FILTER (WHERE id = user_id), count(*) FILTER (WHERE first_name = 'New Name'),
                           count(*) FILTER (WHERE id = md5('7')::uuid AND first_name = 'Seven' AND last_name = 'Renamed')
                    FROM patients
                    """))[0]
            #expect(try [row.int(0), row.int(1), row.int(2), row.int(3)] == [300, 300, 299, 1])
            try await session.execute(script: "DROP SCHEMA \(schema) CASCADE")
            session.close()
        }
    }
}
