import AppointmentDomain
import Audit
import HTTPWire

extension AuditPolicy {
    /// What is recorded of each route of this service.
    static let appointments = AuditPolicy([
        Line(.post, "/api/appointments", .change(.book)),
        Line(.patch, "/api/appointments/:id/approve", .change(.change(.approve))),
        Line(.patch, "/api/appointments/:id/reject", .change(.change(.reject))),
        Line(.patch, "/api/appointments/:id/complete", .change(.change(.complete))),
        Line(.patch, "/api/appointments/:id/uncomplete", .change(.change(.uncomplete))),
        Line(.patch, "/api/appointments/:id/notes", .change(.change(.annotate))),
        Line(.patch, "/api/appointments/:id/cancel", .change(.change(.cancel))),
        Line(.patch, "/api/appointments/:id/reschedule", .change(.change(.reschedule))),

        Line(.get, "/api/appointments/my", .disclosure(.list)),
        Line(.get, "/api/appointments", .disclosure(.list)),
        Line(.get, "/api/appointments/:id", .disclosure(.read)),
        Line(.get, "/api/appointments/:id/history", .disclosure(.history)),

        Line(.get, "/api/appointments/:id/calendar.ics", .disclosure(.read)),
        Line(.get, "/api/appointments/calendar.ics", .disclosure(.calendar)),
        Line(.post, "/api/appointments/calendar-token", .change(.subscribe)),
        Line(.delete, "/api/appointments/calendar-token", .change(.unsubscribe)),

        Line(.post, "/api/appointments/break-glass", .change(.openGrant)),
        Line(.get, "/api/appointments/break-glass", .disclosure(.listGrants)),
        Line(.post, "/api/appointments/break-glass/:id/end", .change(.endGrant)),
        Line(.post, "/api/appointments/break-glass/:id/review", .change(.reviewGrant)),

        Line(.post, "/api/appointments/patients", .change(.registerPatient)),
        Line(.get, "/api/appointments/patients", .disclosure(.listPatients)),
        Line(.get, "/api/appointments/patients/:id", .disclosure(.readPatient)),
        Line(.patch, "/api/appointments/patients/:id", .change(.updatePatient)),

        Line(.get, "/api/appointments/access-log", .disclosure(.readLog)),

        Line(.put, "/api/appointments/schedule", .change(.replaceSchedule)),
        Line(.post, "/api/appointments/time-off", .change(.addTimeOff)),
        Line(.delete, "/api/appointments/time-off/:id", .change(.removeTimeOff)),
        Line(.put, "/api/appointments/desks/:id/doctors", .change(.assignDesk)),
        Line(.get, "/api/appointments/desks/:id/doctors", .nothing("which doctors' book a desk works with")),
        Line(.get, "/api/appointments/schedule", .nothing("when a doctor works")),
        Line(.get, "/api/appointments/availability", .nothing("free times")),
        Line(.get, "/api/appointments/statistics", .nothing("numbers of all together")),
        Line(.get, "/api/appointments/figures", .nothing("numbers of all together")),
        Line(.get, "/api/appointments/figures/next-free", .nothing("free times")),
        Line(.get, "/api/appointments/audit/checkpoint", .nothing("hashes alone")),
        Line(.get, "/api/appointments/audit/tile/:level/:number", .nothing("hashes alone")),
    ])
}
