import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire

extension JSONWriter {
    /// An appointment as the two people it concerns see it.
    mutating func value(_ appointment: Appointment) {
        beginObject()
        field("id", appointment.id.description)
        field("patientId", appointment.patientID.description)
        field("doctorId", appointment.doctorID.description)
        field("patientName", appointment.patientName)
        field("doctorName", appointment.doctorName)
        field("appointmentDate", appointment.time.date.description)
        field("appointmentTime", appointment.time.time.description)
        field("timeZone", appointment.time.timeZone)
        field("startsAt", appointment.time.startsAt.description)
        field("endsAt", appointment.time.endsAt.description)
        if appointment.time.isAmbiguous { field("ambiguous", true) }
        field("status", appointment.status.rawValue)
        field("reason", appointment.reason)
        field("notes", appointment.notes)
        field("cancelledBy", appointment.cancelledBy?.rawValue)
        field("cancellationReason", appointment.cancellationReason)
        field("rejectionReason", appointment.rejectionReason)
        field("version", appointment.version)
        field("createdAt", appointment.createdAt.description)
        field("updatedAt", appointment.updatedAt.description)
        endObject()
    }
}

extension JSONWriter {
    mutating func value(_ entry: HistoryEntry) {
        beginObject()
        field("version", entry.version)
        field("from", entry.from?.rawValue)
        field("to", entry.to.rawValue)
        field("actorId", entry.actor.id?.description)
        field("actorRole", entry.actor.role.rawValue)
        field("context", entry.context)
        field("at", entry.at.description)
        endObject()
    }
}

extension Response {
    /// One appointment, with its version as the entity tag.
    static func appointment(_ appointment: Appointment, status: HTTPStatus = .ok) -> Response {
        var response = Response.json(status) { $0.value(appointment) }
        response.fields.append("ETag", EntityTags.tag(appointment.version))
        return response
    }

    static func appointments(_ page: ListAppointments.Page, _ asked: PageRequest, path: String) -> Response {
        appointments(JSONWriter.appointments(page), next: page.next?.cursor, asked, path: path)
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
    static func appointments(_ page: ListAppointments.Page) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("appointments")
        json.beginArray()
        for appointment in page.appointments { json.value(appointment) }
        json.endArray()
        json.field("nextCursor", page.next?.cursor)
        json.endObject()
        return json.finish()
    }
}
