/// What a migrator asks of a database, beside the migrations themselves.
enum MigrationStatements {
    static let lock = Statement("migrations_lock", "SELECT pg_advisory_lock($1)")
    static let unlock = Statement("migrations_unlock", "SELECT pg_advisory_unlock($1)")
    static let applied = Statement("migrations_applied", "SELECT \(AppliedColumn.list) FROM schema_migrations ORDER BY version")
    static let checksum = Statement("migrations_checksum", "SELECT encode(sha256($1), 'hex')")
    static let record = Statement(
        "migrations_record", "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)")
    static let transaction = Statement("migrations_transaction", "SELECT pg_current_xact_id()::text")
    static let begin = Statement("migrations_begin", "BEGIN")
    static let commit = Statement("migrations_commit", "COMMIT")
    static let rollback = Statement("migrations_rollback", "ROLLBACK")
    static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
        """
}

enum AppliedColumn: String, ColumnList {
    case version, checksum
}
