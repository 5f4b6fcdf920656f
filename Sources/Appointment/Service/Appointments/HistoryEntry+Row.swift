import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension HistoryEntry {
    /// Reads the columns of `AppointmentStatements.history`.
    init(_ row: PostgresRow) throws(PostgresError) {
        guard let actor = EventActor(id: try row.idOrNil(3), role: ActorRole(stored: try row.text(4))) else {
            preconditionFailure("an actor that the table does not let in")
        }
        self.init(
            version: Int64(try row.int(0)), from: try row.textOrNil(1).map { AppointmentStatus(stored: $0) },
            to: AppointmentStatus(stored: try row.text(2)), actor: actor, context: try row.textOrNil(5), at: try row.instant(6))
    }
}

extension AppointmentStatus {
    /// A word that the table's CHECK has let in.
    init(stored word: String) {
        guard let status = AppointmentStatus(rawValue: word) else {
            preconditionFailure("the status \(word) is not one the table lets in")
        }
        self = status
    }
}

extension ActorRole {
    /// A word that the table's CHECK has let in.
    init(stored word: String) {
        guard let role = ActorRole(rawValue: word) else { preconditionFailure("the role \(word) is not one the table lets in") }
        self = role
    }
}
