import Hosting
import Postgres
import ServiceRuntime

@testable import AppointmentService

extension Clinic {
    private static let copied = [
        "access_log", "access_subjects", "audit_leaves", "audit_tiles", "audit_head", "audit_checkpoints", "audit_eras",
        "audit_keeping",
    ]

    /// Writes entries, each in a transaction of its own.
    func add(_ count: Int) async throws {
        for _ in 0..<count { _ = try await rows(Self.entry, [.instant(clock.clock.instant)]) }
    }

    /// $1 when
    static let entry = """
        INSERT INTO access_log (id, at, event, action, role, purpose, subjects, commitment)
        VALUES (gen_random_uuid(), $1::timestamptz, 'appointment.read', 'R', 'DOCTOR', 'TREAT', '{}',
                decode(repeat('00', 32), 'hex'))
        """

    /// Keeps what a dump of the log would have.
    func dump(_ number: Int) async throws {
        for table in Self.copied { _ = try await rows("CREATE TABLE dump_\(number)_\(table) AS TABLE \(table)") }
    }

    /// Puts a dump into the place of what there is, as who may do everything.
    func restore(_ number: Int) async throws {
        let later = try await rows(
            "SELECT era FROM audit_eras WHERE era NOT IN (SELECT era FROM dump_\(number)_audit_eras)")
        var script = ""
        for table in Self.copied {
            script += "DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM dump_\(number)_\(table);"
        }
        try await executeUnhindered(script)
        for row in later {
            let era = try row.int(0)
            _ = try await rows("DROP TABLE audit_leaves_\(era), audit_tiles_\(era), audit_checkpoints_\(era)")
        }
    }

    /// Runs statements as who may do everything: no trigger refuses them.
    func executeUnhindered(_ script: String) async throws {
        let tables = try await rows(
            """
            SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger
            WHERE tgfoid = 'audit_refuse'::regproc AND tgparentid = 0
            """)
        let names = try tables.map { try $0.text(0) }
        let off = names.map { "ALTER TABLE \($0) DISABLE TRIGGER USER;" }.joined()
        let on = names.map { "ALTER TABLE \($0) ENABLE TRIGGER USER;" }.joined()
        try await pool.execute(script: "BEGIN; \(off) \(script); \(on) COMMIT")
    }

    /// As if all that is in the log had been written on a server that has had so many more transactions.
    func moveTransactions(by count: Int) async throws {
        try await executeUnhindered(
            """
            UPDATE access_log SET xid = (xid::text::bigint + \(count))::text::xid8;
            UPDATE audit_head SET xid = (xid::text::bigint + \(count))::text::xid8
            """)
    }

    /// Lets the server's counter pass the latest transaction that an entry has, if that is at most so many ahead.
    func passTransactions(atMost limit: Int) async throws {
        for _ in 0..<limit {
            let row = try await rows("SELECT pg_current_xact_id() > coalesce((SELECT max(xid) FROM access_log), '0')")[0]
            if try row.bool(0) { return }
        }
    }
}
