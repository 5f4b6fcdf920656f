import Foundation
import Postgres
import Reactor
import TestSupport
import Testing

@Suite("Migrations") struct MigrationTests {
    /// A folder of files, gone after the test.
    private struct Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appending(path: "migrations-\(UUID().uuidString)").path

        func write(_ name: String, _ script: String) throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try script.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        }

        func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
    }

    private func use(_ body: @escaping @Sendable (Folder, Database, EventLoop, PostgresSession) async throws -> Void) async throws {
        let folder = Folder()
        try folder.write("0001_patients.sql", "CREATE TABLE patients (id int); INSERT INTO patients VALUES (1);")
        try folder.write("0002_names.sql", "ALTER TABLE patients ADD name text;\nUPDATE patients SET name = 'Ö';")
        try folder.write("README.md", "not a migration")
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try await Database.use { database, loop in
            let session = try await database.session(on: loop)
            try await body(folder, database, loop, session)
            session.close()
        }
    }

    private func migrationError(_ folder: Folder, _ session: PostgresSession) async throws -> MigrationError? {
        do throws(MigrationError) {
            _ = try await Migrations.apply(directory: folder.path, session: session)
            return nil
        } catch {
            return error
        }
    }

    private func applied(_ session: PostgresSession) async throws -> [String] {
        try await session.query(Statement("rows", "SELECT version || ' ' || name FROM schema_migrations ORDER BY version"))
            .map { try $0.text(0) }
    }

    @Test("applies each file once, in order, and says which") func twice() async throws {
        try await use { folder, _, _, session in
            #expect(
                try await Migrations.apply(directory: folder.path, session: session) == ["0001_patients.sql", "0002_names.sql"])
            #expect(try await Migrations.apply(directory: folder.path, session: session) == [])
            try folder.write("0010_visits.sql", "CREATE TABLE visits (id int)")
            #expect(try await Migrations.apply(directory: folder.path, session: session) == ["0010_visits.sql"])
            #expect(try await applied(session) == ["1 patients", "2 names", "10 visits"])
            #expect(try await session.query(Statement("name", "SELECT name FROM patients"))[0].text(0) == "Ö")
        }
    }

    @Test("several daemons at once: each file is applied by one of them") func parallel() async throws {
        try await use { folder, database, loop, session in
            try folder.write("0003_slow.sql", "SELECT pg_sleep(0.05)")
            let all = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let own = try await database.session(on: loop)
                        defer { own.close() }
                        return try await Migrations.apply(directory: folder.path, session: own)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(all.sorted() == ["0001_patients.sql", "0002_names.sql", "0003_slow.sql"])
            #expect(try await applied(session).count == 3)
        }
    }

    @Test("a file that is refused leaves nothing behind; those before it stay") func refused() async throws {
        try await use { folder, _, _, session in
            try folder.write("0003_bad.sql", "CREATE TABLE half (id int); INSERT INTO half VALUES (1/0);")
            guard case .failed(let file, let error) = try await migrationError(folder, session) else {
                Issue.record("a bad file was applied")
                return
            }
            #expect(file == "0003_bad.sql" && error.sqlState == "22012")
            #expect(try await session.query(Statement("half", "SELECT to_regclass('half') IS NULL"))[0].bool(0))
            #expect(try await applied(session) == ["1 patients", "2 names"])
            try folder.write("0003_bad.sql", "CREATE TABLE whole (id int)")
            #expect(try await Migrations.apply(directory: folder.path, session: session) == ["0003_bad.sql"])
        }
    }

    @Test("an applied file must not change") func changed() async throws {
        try await use { folder, _, _, session in
            _ = try await Migrations.apply(directory: folder.path, session: session)
            try folder.write("0001_patients.sql", "CREATE TABLE patients (id bigint);")
            #expect(try await migrationError(folder, session) == .changed(file: "0001_patients.sql"))
        }
    }

    @Test("a database that is newer than the folder is left alone") func ahead() async throws {
        try await use { folder, _, _, session in
            try folder.write("0003_more.sql", "SELECT 1")
            _ = try await Migrations.apply(directory: folder.path, session: session)
            try folder.delete("0003_more.sql")
            #expect(try await migrationError(folder, session) == .databaseIsAhead(database: 3, folder: 2))
        }
    }

    @Test("a file before those that are applied comes too late") func outOfOrder() async throws {
        try await use { folder, _, _, session in
            try folder.write("0005_later.sql", "SELECT 1")
            _ = try await Migrations.apply(directory: folder.path, session: session)
            try folder.write("0004_earlier.sql", "SELECT 1")
            #expect(try await migrationError(folder, session) == .outOfOrder(file: "0004_earlier.sql", applied: 5))
        }
    }

    @Test("a file that ends its transaction is found out", arguments: ["COMMIT", "ROLLBACK; BEGIN", "COMMIT; BEGIN"])
    func endsTransaction(script: String) async throws {
        try await use { folder, _, _, session in
            try folder.write("0003_commit.sql", script)
            #expect(try await migrationError(folder, session) == .endsTransaction(file: "0003_commit.sql"))
            #expect(try await applied(session) == ["1 patients", "2 names"])
        }
    }

    @Test("names that are none, doubled versions and a missing folder are told before anything is done") func names() async throws {
        for name in ["1_short.sql", "0001.sql", "0001_.sql", "000x_hex.sql", "0000_zero.sql", "names.sql"] {
            try await use { folder, _, _, session in
                try folder.write(name, "SELECT 1")
                #expect(try await migrationError(folder, session) == .badFileName(name))
            }
        }
        try await use { folder, _, _, session in
            try folder.write("00002_again.sql", "SELECT 1")
            #expect(try await migrationError(folder, session) == .duplicateVersion(2))
            #expect(try await migrationError(Folder(), session) != nil)
            #expect(try await session.query(Statement("none", "SELECT to_regclass('schema_migrations') IS NULL"))[0].bool(0))
        }
    }
}
