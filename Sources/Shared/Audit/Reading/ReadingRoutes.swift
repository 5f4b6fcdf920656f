import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

/// Who has looked at somebody's data, as this service's log has it: for that person, and for an admin who says whose and why. Reading it
/// is logged as well.
struct ReadingRoutes {
    /// `/api/auth`
    let prefix: String
    /// As `ReadingStatements.ofPerson` makes it.
    let statement: Statement
    let policy: AuditPolicy
    let pool: PostgresPool
    let authenticator: Authenticator
    let log: AuditLog
    let namesStaff: Bool

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "\(prefix)/access-log") { request in
            let person = try authenticator.principal(of: request)
            let (whose, act, query) = try asked(request, by: person)
            let (limit, isOwn) = (try query.limit(), try query.flag("own"))
            let position = try query.cursor(PagePosition.init(cursor:)) ?? .beginning
            let isAnothers = whose != person.userID
            let values: [PostgresValue] = [
                .id(whose), .instant(position.at), .id(AuditEntryID(position.id)), .bool(isOwn), .int(limit + 1), .bool(isAnothers),
                .bool(namesStaff),
            ]
            let found = try await pool.query(statement, values).map { RowOf<ReadColumn>($0) }
            let page = try ListPage(found, limit: limit) { row throws(PostgresError) in
                PagePosition(at: try row.instant(.at), id: (try row.id(.id) as AuditEntryID).uuid).cursor
            }
            try await log.disclosed(.readLog, by: act, of: [whose])
            return try .list("entries", page, of: request) { json, row throws(PostgresError) in
                try json.value(row, namesAll: isAnothers)
            }
        }
    }

    private func asked(_ request: Request, by person: Principal) throws(Problem) -> (UserID, Act, ListQuery) {
        guard person.role == .admin else {
            let act = Act(person, request, purpose: policy.purpose(person.role))
            return (person.userID, act, try ListQuery(request, known: ["own", "limit", "cursor"]))
        }
        let query = try ListQuery(request, known: ["patientId", "purpose", "own", "limit", "cursor"])
        let purposes = AuditEntry.Purpose.ofReadingLogs
        guard let patient = try query.value("patientId", "the id of a user", UserID.init(_:)),
            let purpose = try query.value(
                "purpose", "one of \(purposes.map(\.rawValue).joined(separator: ", "))",
                { text in purposes.first { $0.rawValue == text } })
        else { throw Problem(.invalidParameter, "patientId must say whose data, and purpose why you ask.") }
        return (patient, Act(person, request, purpose: purpose), query)
    }
}

extension AuditEntry.Purpose {
    /// Why an admin may ask: at the person's own request, for a court or an authority, for administration, or to look into the
    /// system.
    package static let ofReadingLogs: [Self] = [.patientRequest, .legal, .administration, .system]
}

extension JSONWriter {
    /// With `namesAll` the id of whoever it was is there too.
    fileprivate mutating func value(_ row: RowOf<ReadColumn>, namesAll: Bool) throws(PostgresError) {
        let more: RowOf<ReadNameColumn> = row.next()
        beginObject()
        field("id", try row.id(.id) as AuditEntryID)
        field("at", try row.instant(.at))
        field("event", try row.text(.event))
        field("refused", try row.int(.outcome) != 0)
        field("role", try row.text(.role))
        field("name", try more.textOrNil(.name))
        if namesAll { field("actorId", try row.idOrNil(.actorID) as UserID?) }
        field("program", try row.textOrNil(.client))
        field("purpose", try row.text(.purpose))
        let isAppointment = try row.textOrNil(.objectType) == "Appointment"
        field("appointmentId", isAppointment ? try row.idOrNil(.objectID) as AppointmentID? : nil)
        field("times", try row.int(.times))
        endObject()
    }
}
