import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

extension Grant {
    /// `{id, state, actorId, actorRole, actorName, patientId, patientName, purpose, reason, from, until, endedEarly, patientSeesFrom,
    /// reviewedBy, reviewedAt, verdict, note}`
    func write(to json: inout JSONWriter) throws(PostgresError) {
        let more: RowOf<GrantStateColumn> = row.next()
        json.beginObject()
        json.field("id", try id)
        json.field("state", try more.text(.state))
        json.field("actorId", try row.id(.actorID) as UserID)
        json.field("actorRole", try row.text(.actorRole))
        json.field("actorName", try row.text(.actorName))
        json.field("patientId", try patientID)
        json.field("patientName", try more.textOrNil(.patientName))
        json.field("purpose", try row.text(.purpose))
        json.field("reason", try row.text(.reason))
        json.field("from", try startsAt)
        json.field("until", try row.instant(.endsAt))
        json.field("endedEarly", try row.bool(.endedEarly))
        json.field("patientSeesFrom", try row.instant(.tellAt))
        json.field("reviewedBy", try row.idOrNil(.reviewedBy) as UserID?)
        json.field("reviewedAt", try row.instantOrNil(.reviewedAt))
        json.field("verdict", try row.textOrNil(.verdict))
        json.field("note", try row.textOrNil(.note))
        json.endObject()
    }
}

extension Response {
    static func grant(_ grant: Grant, status: HTTPStatus = .ok) throws(PostgresError) -> Response {
        var json = JSONWriter()
        try grant.write(to: &json)
        return .json(status, bytes: json.finish())
    }
}
