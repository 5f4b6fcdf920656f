/// Why a database could not be brought to the state that the folder describes. The daemon does not start.
package enum MigrationError: Error, Sendable, Equatable {
    case unreadable(String)
    /// A `.sql` file is not named `NNNN_name.sql`.
    case badFileName(String)
    case duplicateVersion(Int)
    /// The database knows a version that the folder does not: it belongs to a newer or to another program.
    case databaseIsAhead(database: Int, folder: Int)
    /// A file lies before what is applied already, and was not applied.
    case outOfOrder(file: String, applied: Int)
    /// An applied file was changed afterwards.
    case changed(file: String)
    /// A file was refused; nothing of it is left behind. Earlier files stay applied.
    case failed(file: String, PostgresError)
    /// A file holds COMMIT, ROLLBACK or the like: it must leave its transaction to the migrator. What it committed stays.
    case endsTransaction(file: String)
    /// The database failed us outside any file.
    case database(PostgresError)
}
