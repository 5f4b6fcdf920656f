import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

extension StoredAppointment {
    /// As the two people it concerns see it.
    func write(to json: inout JSONWriter) throws(PostgresError) {
        json.beginObject()
        json.field("id", try id)
        json.field("patientId", try patientID)
        json.field("doctorId", try doctorID)
        try write("patientName", .patientName, to: &json)
        try write("doctorName", .doctorName, to: &json)
        json.field("appointmentDate", try row.calendarDate(self[.date]))
        json.field("appointmentTime", try row.wallTime(self[.time]))
        try write("timeZone", .timeZone, to: &json)
        json.field("startsAt", try startsAt)
        json.field("endsAt", try row.instant(self[.endsAt]))
        if try row.bool(self[.isAmbiguous]) { json.field("ambiguous", true) }
        try write("status", .status, to: &json)
        try write("reason", .reason, to: &json)
        try write("notes", .notes, to: &json)
        try write("cancelledBy", .cancelledBy, to: &json)
        try write("cancellationReason", .cancellationReason, to: &json)
        try write("rejectionReason", .rejectionReason, to: &json)
        json.field("version", try version)
        json.field("createdAt", try row.instant(self[.createdAt]))
        json.field("updatedAt", try row.instant(self[.updatedAt]))
        json.endObject()
    }

    @inline(__always)
    private func write(_ name: StaticString, _ text: Column, to json: inout JSONWriter) throws(PostgresError) {
        json.key(name)
        if try !row.withText(self[text], { json.value($0) }) { json.null() }
    }
}

extension JSONWriter {
    mutating func value(_ entry: HistoryEntry) {
        beginObject()
        field("version", entry.version)
        field("from", entry.from?.rawValue)
        field("to", entry.to.rawValue)
        field("actorId", entry.actor.id)
        field("actorRole", entry.actor.role.rawValue)
        field("context", entry.context)
        field("at", entry.at)
        endObject()
    }
}

extension Response {
    /// One appointment, with its version as the entity tag.
    static func appointment(_ appointment: StoredAppointment, status: HTTPStatus = .ok) throws(PostgresError) -> Response {
        var json = JSONWriter()
        try appointment.write(to: &json)
        var response = Response.json(status, bytes: json.finish())
        response.fields.append("ETag", EntityTags.tag(try appointment.version))
        return response
    }

    static func appointments(_ page: ListAppointments.Page, _ asked: PageRequest, path: String) throws(PostgresError) -> Response {
        let cursor = page.next?.cursor
        return appointments(try JSONWriter.appointments(page.appointments, next: cursor), next: cursor, asked, path: path)
    }

    /// A page as `JSONWriter.appointments` wrote it, and the next one's address as a `Link` (RFC 8288).
    static func appointments(_ page: [UInt8], next cursor: String?, _ asked: PageRequest, path: String) -> Response {
        var response = Response.json(bytes: page)
        if let cursor {
            let filter = asked.filter.isEmpty ? "" : asked.filter.query + "&"
            response.fields.append("Link", "<\(path)?\(filter)limit=\(asked.limit)&cursor=\(cursor)>; rel=\"next\"")
        }
        return response
    }

    /// `{history:[{version, from, to, actorId, actorRole, context, at}]}`
    static func history(_ entries: [HistoryEntry]) -> Response {
        .json { json in
            json.beginObject()
            json.key("history")
            json.beginArray()
            for entry in entries { json.value(entry) }
            json.endArray()
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// `{appointments, nextCursor}`
    static func appointments(_ appointments: ArraySlice<StoredAppointment>, next cursor: String?) throws(PostgresError) -> [UInt8] {
        var json = JSONWriter(capacity: 64 + 640 * appointments.count)
        json.beginObject()
        json.key("appointments")
        json.beginArray()
        for appointment in appointments { try appointment.write(to: &json) }
        json.endArray()
        json.field("nextCursor", cursor)
        json.endObject()
        return json.finish()
    }
}
