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
    /// A statement that belongs to no file failed.
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible {
    /// For the operator. Includes the server's message about a refused file, since it is about the file's statements.
    package var description: String {
        switch self {
        case .unreadable(let reason): "the migrations cannot be read: \(reason)"
        case .badFileName(let file): "\(file) is not named NNNN_name.sql"
        case .duplicateVersion(let version): "two files have the version \(version)"
        case .databaseIsAhead(let database, let folder): "the database is at \(database), the folder at \(folder)"
        case .outOfOrder(let file, let applied): "\(file) lies before what is applied already, \(applied)"
        case .changed(let file): "\(file) was changed after it had been applied"
        case .failed(let file, .refused(let error)): "\(file) was refused: \(error) \(error.message)"
        case .failed(let file, let error): "\(file) failed: \(error)"
        case .endsTransaction(let file): "\(file) ends the transaction that it runs in"
        case .database(let error): "\(error)"
        }
    }
}
