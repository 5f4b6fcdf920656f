import Access
import Contracts
import CoreHTTP
import NotificationDomain

/// What a notification carries for programs: enough to show the appointment and to open it. Nothing clinical: no reason for the visit,
/// no notes.
enum NotificationMetadata {
    /// `{appointmentId, version, status, date, time, timeZone, startsAt, endsAt, patientId, patientName, doctorId, doctorName,
    /// role, language, bookedBy?, cancelledBy?, leadMinutes?, traceId?}`; of access to a patient's data `{appointmentId, patientId,
    /// patientName, role, language, traceId?}`. `role` is the recipient's side of the appointment, `language` that of title and
    /// message, `traceId` the trace of the request that made the change: it goes with the notification through Redis to the
    /// sockets, and into every list.
    static func json(_ received: ReceivedEvent, for draft: NotificationDraft) -> String {
        let event = received.event
        var json = JSONWriter()
        json.beginObject()
        json.field("appointmentId", event.appointmentID)
        if !event.type.isAboutAccess { writeVisit(event, to: &json) }
        json.field("patientId", event.patientID)
        json.field("patientName", event.patientName)
        if !event.type.isAboutAccess {
            json.field("doctorId", event.doctorID)
            json.field("doctorName", event.doctorName)
        }
        json.field("role", draft.role.rawValue)
        json.field("language", draft.language.rawValue)
        json.field("bookedBy", ifPresent: event.bookedBy?.role.rawValue)
        json.field("cancelledBy", ifPresent: event.cancelledBy?.rawValue)
        if let minutes = event.leadMinutes { json.field("leadMinutes", minutes) }
        json.field("traceId", ifPresent: received.traceID)
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private static func writeVisit(_ event: AppointmentEvent, to json: inout JSONWriter) {
        json.field("version", event.version)
        json.field("status", event.status.rawValue)
        json.field("date", event.date)
        json.field("time", event.time)
        json.field("timeZone", event.timeZone)
        json.field("startsAt", event.startsAt)
        json.field("endsAt", event.endsAt)
    }
}
