import Contracts
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

@testable import Audit
@testable import AppointmentService

extension Clinic {
    /// Writes entries with an address, in one transaction.
    func addDetailed(_ count: Int) async throws {
        let sealed = SealedDetails(PrivateDetails(address: "192.0.2.7"))
        _ = try await rows(
            """
            INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment, salt, private)
            SELECT gen_random_uuid(), $1::timestamptz, 'appointment.read', 'R', 'DOCTOR', 'TREAT', '{}', $2, $3, $4
            FROM generate_series(1, $5::bigint)
            """,
            [
                .instant(clock.clock.instant), .bytes(sealed.commitment.octets), sealed.salt.map { .bytes($0) } ?? .null,
                .text(sealed.text), .int(count),
            ])
    }

    /// Lets days pass, month by month as a daemon that runs.
    func pass(days: Int) async throws {
        for _ in 0..<days / 20 {
            clock.advance(by: .seconds(20 * 86_400))
            try await parts.audit.prepare()
        }
        clock.advance(by: .seconds(days % 20 * 86_400))
        try await parts.audit.prepare()
    }

    /// Makes what `dying` needs.
    func makeDeadly() async throws {
        try await pool.execute(
            script: """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                """)
    }

    /// Does something whose connection is gone when it does that with a table: `UPDATE ON access_log`.
    func dying(at place: String, _ work: () async throws -> Void) async throws {
        _ = try await rows("CREATE TRIGGER dies BEFORE \(place) FOR EACH ROW EXECUTE FUNCTION die()")
        try? await work()
        _ = await pool.waitUntilReady(atMost: .seconds(30))
        _ = try await rows("DROP TRIGGER dies ON \(place.split(separator: " ").last ?? "")")
    }

    /// Writes entries about somebody, each in a transaction of its own, by a clock that is so many days ahead.
    func addOf(_ count: Int, days: Int = 0) async throws {
        for _ in 0..<count {
            _ = try await rows(
                """
                WITH entry AS (
                    INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment)
                    VALUES (gen_random_uuid(), $1::timestamptz, 'appointment.read', 'R', 'DOCTOR', 'TREAT', ARRAY[gen_random_uuid()],
                            decode(repeat('00', 32), 'hex'))
                    RETURNING subjects, at, id
                )
                INSERT INTO access_subjects (subject, at, entry_id) SELECT unnest(subjects), at, id FROM entry
                """, [.instant(clock.clock.instant.adding(days: days))])
        }
    }
}
