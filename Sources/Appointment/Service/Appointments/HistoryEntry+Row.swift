import AppointmentDomain
import Contracts
import Hosting
import Postgres

extension HistoryEntry {
    enum Column: String, ColumnList {
        case version
        case from = "from_status"
        case to = "to_status"
        case actorID = "actor_id"
        case actorRole = "actor_role"
        case context, at
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        let actor = EventActor(id: try row.idOrNil(.actorID), role: try row.actorRole(.actorRole))
        self.init(
            version: Int64(try row.int(.version)), from: try row.wordOrNil(.from, "a status", AppointmentStatus.init(rawValue:)),
            to: try row.status(.to), actor: try row.row.required(row[.actorRole], "an actor", actor),
            context: try row.textOrNil(.context), at: try row.instant(.at))
    }
}
