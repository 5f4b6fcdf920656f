import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("When PostgreSQL answers but cannot do its work", .timeLimit(.minutes(4))) struct ServerFailureTests {
    /// SQLSTATEs of the classes: no room, no memory, ended by an operator, the system beneath, damage, read-only.
    private static let states = ["53100", "53200", "57P03", "58030", "XX001", "25006"]

    @Test("a booking is 503 with Retry-After, wherever it meets the trouble, and goes through afterwards", arguments: states)
    func booking(state: String) async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor), patient = try clinic.person(.patient)
            _ = try await clinic.rows(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'trouble' USING ERRCODE = '\(state)'; END $$"
            )
            for (hour, table) in ["appointments", "outbox", "idempotency_keys", "list_versions", "figure_changes"].enumerated() {
                _ = try await clinic.rows("CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON \(table) EXECUTE FUNCTION fail()")
                let fields: HTTPFields = ["Idempotency-Key": "key-\(table)"]
                let refused = await clinic.book(doctor.id, by: patient, at: "1\(hour):00", fields: fields)
                #expect(refused.status == 503 && refused.code == "store_unavailable", "\(table): \(refused.text)")
                #expect(refused.fields["Retry-After"] == "1" && !refused.text.contains("trouble"))
                _ = try await clinic.rows("DROP TRIGGER trouble ON \(table)")
                let booked = await clinic.book(doctor.id, by: patient, at: "1\(hour):00", fields: fields)
                #expect(booked.status == 201, "\(table): \(booked.text)")
            }
            #expect(try await clinic.count("appointments") == 5)
        }
    }

    @Test("reading and changing too", arguments: states)
    func others(state: String) async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor), patient = try clinic.person(.patient)
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            _ = try await clinic.rows(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'trouble' USING ERRCODE = '\(state)'; END $$"
            )
            _ = try await clinic.rows("CREATE TRIGGER trouble BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION fail()")
            Self.expectTrouble(await clinic.approve(id, by: doctor))
            Self.expectTrouble(await clinic.change("cancel", id, by: patient))
            _ = try await clinic.rows(
                "CREATE FUNCTION failing() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'trouble' USING ERRCODE = '\(state)'; END $$"
            )
            _ = try await clinic.rows("ALTER TABLE appointments RENAME TO kept")
            _ = try await clinic.rows("CREATE VIEW appointments AS SELECT * FROM kept WHERE failing()")
            Self.expectTrouble(await clinic.mine(patient))
            Self.expectTrouble(await clinic.mine(doctor, query: "status=PENDING"))
            Self.expectTrouble(await clinic.send(.get, "/api/appointments/\(id)", token: patient.token))
            _ = try await clinic.rows("DROP VIEW appointments")
            _ = try await clinic.rows("ALTER TABLE kept RENAME TO appointments")
        }
    }

    private static func expectTrouble(_ answer: Answer) {
        #expect(answer.status == 503 && answer.code == "store_unavailable", "\(answer.text)")
        #expect(answer.fields["Retry-After"] == "1" && !answer.text.contains("trouble"))
    }
}
