import Access
import Audit
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

/// Who has looked at somebody's data: for that person, and for an admin who says whose and why. Reading it is logged as well.
struct AccessLogRoutes {
    let pool: PostgresPool
    let authenticator: Authenticator
    let log: AuditLog
    /// Not a patient's doctors alone.
    let namesStaff: Bool

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/appointments/access-log") { request in
            let person = try authenticator.principal(of: request)
            let (whose, act, query) = try asked(request, by: person)
            let (limit, isOwn) = (try query.limit(), try query.flag("own"))
            let cursor = try query.cursor(PagePosition.init(cursor:))
            let position = cursor ?? .beginning
            let values: [PostgresValue] = [
                .id(whose), .instant(position.at), .id(AuditEntryID(position.id)), .bool(isOwn), .int(limit + 1),
                .bool(whose != person.userID), .bool(namesStaff),
            ]
            let found = try await pool.query(AccessLogStatements.ofPerson, values).map { RowOf<AccessColumn>($0) }
            let page = try ListPage(found, limit: limit) { row throws(PostgresError) in
                PagePosition(at: try row.instant(.at), id: (try row.id(.id) as AuditEntryID).uuid).cursor
            }
            try await log.disclosed(.readLog, by: act, of: [whose])
            // Once, with the first page: to keep it one need not read on.
            let checkpoint = cursor == nil ? try await ShownCheckpoint.newest(pool) : nil
            let namesAll = person.role == .admin && whose != person.userID
            let more: (inout JSONWriter) -> Void = { checkpoint?.write(to: &$0) }
            return try .list("entries", page, of: request, more: more) { json, row throws(PostgresError) in
                try json.value(row, namesAll: namesAll)
            }
        }
    }

    private func asked(_ request: Request, by person: Principal) throws(Problem) -> (UserID, Act, ListQuery) {
        guard person.role == .admin else {
            return (person.userID, Act(person, request), try ListQuery(request, known: ["own", "limit", "cursor"]))
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

extension JSONWriter {
    /// Of staff only doctors are named to the person, unless the clinic names all; with `namesAll` the id of whoever it was is there too.
    fileprivate mutating func value(_ row: RowOf<AccessColumn>, namesAll: Bool) throws(PostgresError) {
        beginObject()
        field("id", try row.id(.id) as AuditEntryID)
        field("at", try row.instant(.at))
        field("event", try row.text(.event))
        field("refused", try row.int(.outcome) != 0)
        field("role", try row.text(.role))
        field("name", try row.textOrNil(.doctorName))
        if namesAll { field("actorId", try row.idOrNil(.actorID) as UserID?) }
        field("program", try row.textOrNil(.client))
        field("purpose", try row.text(.purpose))
        if try row.bool(.isUnderGrant) { field("breakGlass", true) }
        let isAppointment = try row.textOrNil(.objectType) == "Appointment"
        field("appointmentId", isAppointment ? try row.idOrNil(.objectID) as AppointmentID? : nil)
        field("times", try row.int(.times))
        endObject()
    }
}
