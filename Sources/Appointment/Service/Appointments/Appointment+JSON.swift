import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

extension StoredAppointment {
    /// As the two people it concerns see it, or without what is in their own words.
    func write(to json: inout JSONWriter, _ texts: TextAccess) throws(PostgresError) {
        json.beginObject()
        json.field("id", try row.id(.id) as AppointmentID)
        json.field("patientId", try row.id(.patientID) as UserID)
        json.field("doctorId", try row.id(.doctorID) as UserID)
        try row.write("patientName", .patientName, to: &json)
        try row.write("doctorName", .doctorName, to: &json)
        json.field("appointmentDate", try row.calendarDate(.date))
        json.field("appointmentTime", try row.wallTime(.time))
        try row.write("timeZone", .timeZone, to: &json)
        json.field("startsAt", try row.instant(.startsAt))
        json.field("endsAt", try row.instant(.endsAt))
        if try row.bool(.isAmbiguous) { json.field("ambiguous", true) }
        try row.write("status", .status, to: &json)
        try row.write("cancelledBy", .cancelledBy, to: &json)
        if let role = try row.textOrNil(.bookedByRole) {
            json.key("bookedBy")
            json.beginObject()
            json.field("id", try row.id(.bookedBy) as UserID)
            json.field("role", role)
            json.endObject()
        }
        switch texts {
        case .shown:
            try row.write("reason", .reason, to: &json)
            try row.write("notes", .notes, to: &json)
            try row.write("cancellationReason", .cancellationReason, to: &json)
            try row.write("rejectionReason", .rejectionReason, to: &json)
        case .withheld: json.field("restricted", true)
        }
        json.field("version", try version)
        json.field("createdAt", try row.instant(.createdAt))
        json.field("updatedAt", try row.instant(.updatedAt))
        json.endObject()
    }
}

extension JSONWriter {
    mutating func value(_ entry: HistoryEntry, _ texts: TextAccess) {
        beginObject()
        field("version", entry.version)
        field("from", entry.from?.rawValue)
        field("to", entry.to.rawValue)
        field("actorId", entry.actor.id)
        field("actorRole", entry.actor.role.rawValue)
        if texts == .withheld, entry.hasOwnWords { field("restricted", true) } else { field("context", entry.context) }
        field("at", entry.at)
        endObject()
    }
}

extension Response {
    /// One appointment, with its version, and how often its names have changed, as the entity tag.
    static func appointment(_ appointment: StoredAppointment, _ texts: TextAccess, status: HTTPStatus = .ok) throws(PostgresError)
        -> Response
    {
        var json = JSONWriter()
        try appointment.write(to: &json, texts)
        var response = Response.json(status, bytes: json.finish())
        response.fields.append("ETag", EntityTags.tag(try appointment.version, renames: try appointment.renames))
        return response
    }

    /// `{history:[{version, from, to, actorId, actorRole, context or restricted, at}]}`
    static func history(_ entries: [HistoryEntry], _ texts: TextAccess) -> Response {
        .json { json in
            json.beginObject()
            json.key("history")
            json.beginArray()
            for entry in entries { json.value(entry, texts) }
            json.endArray()
            json.endObject()
        }
    }
}
