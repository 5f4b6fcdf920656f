/// Brings a database to the state that a folder of `NNNN_name.sql` files describes: each file once, in order, in a transaction of its
/// own, together with its row in `schema_migrations`. Forward only.
///
/// An advisory lock of the session lets one migrator work at a time; a daemon that starts at the same moment waits, then finds
/// nothing left to do.
package enum Migrations {
    /// "clinicdb" as a number: one lock a database.
    private static let lockKey = 0x63_6C_69_6E_69_63_64_62

    /// Returns the names of the files that were applied now. `limit` bounds the wait for the lock, and each file.
    package static func apply(directory: String, session: PostgresSession, limit: Duration = .seconds(60))
        async throws(MigrationError) -> [String]
    {
        let files = try MigrationFile.all(in: directory)
        _ = try await reaching { () async throws(PostgresError) in
            try await session.query(MigrationStatements.lock, [.int(lockKey)], timeout: limit)
        }
        do throws(MigrationError) {
            let applied = try await applyMissing(files, session, limit)
            try await unlock(session)
            return applied
        } catch {
            // The error that matters is the first one; a lock that cannot be given back ends with the session.
            do throws(MigrationError) { try await unlock(session) } catch { session.close() }
            throw error
        }
    }

    private static func unlock(_ session: PostgresSession) async throws(MigrationError) {
        _ = try await reaching { () async throws(PostgresError) in
            try await session.query(MigrationStatements.unlock, [.int(lockKey)])
        }
    }

    private static func applyMissing(_ files: [MigrationFile], _ session: PostgresSession, _ limit: Duration)
        async throws(MigrationError) -> [String]
    {
        let known = try await reaching { () async throws(PostgresError) in
            try await session.execute(script: MigrationStatements.table)
            let rows = try await session.query(MigrationStatements.applied)
            var known: [Int: String] = [:]
            for row in rows.map({ RowOf<AppliedColumn>($0) }) { known[try row.int(.version)] = try row.text(.checksum) }
            return known
        }
        let newest = known.keys.max() ?? 0
        let versions = Set(files.map(\.version))
        if let alien = known.keys.filter({ !versions.contains($0) }).max() {
            throw .databaseIsAhead(database: alien, folder: files.last?.version ?? 0)
        }
        var applied: [String] = []
        for file in files {
            let checksum = try await reaching { () async throws(PostgresError) in
                try await session.query(MigrationStatements.checksum, [.bytes([UInt8](file.script.utf8))])[0].text(0)
            }
            if let recorded = known[file.version] {
                guard recorded == checksum else { throw .changed(file: file.fileName) }
                continue
            }
            guard file.version > newest else { throw .outOfOrder(file: file.fileName, applied: newest) }
            try await run(file, checksum, session, limit)
            applied.append(file.fileName)
        }
        return applied
    }

    private static func run(_ file: MigrationFile, _ checksum: String, _ session: PostgresSession, _ limit: Duration)
        async throws(MigrationError)
    {
        do throws(PostgresError) {
            _ = try await session.query(MigrationStatements.begin)
            let transaction = try await session.query(MigrationStatements.transaction)[0].text(0)
            try await session.execute(script: file.script, timeout: limit)
            if try await session.query(MigrationStatements.transaction)[0].text(0) == transaction {
                _ = try await session.query(MigrationStatements.record, [.int(file.version), .text(file.name), .text(checksum)])
                _ = try await session.query(MigrationStatements.commit, timeout: limit)
                return
            }
        } catch {
            await rollBack(session)
            throw .failed(file: file.fileName, error)
        }
        await rollBack(session)
        throw .endsTransaction(file: file.fileName)
    }

    /// A session that cannot even roll back is of no use; the server rolls back what it leaves.
    private static func rollBack(_ session: PostgresSession) async {
        do throws(PostgresError) { _ = try await session.query(MigrationStatements.rollback) } catch { session.close() }
    }

    private static func reaching<R>(_ work: () async throws(PostgresError) -> R) async throws(MigrationError) -> R {
        do throws(PostgresError) { return try await work() } catch { throw .database(error) }
    }
}
