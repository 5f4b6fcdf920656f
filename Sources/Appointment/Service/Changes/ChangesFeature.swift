import Audit
import CoreHTTP
import Hosting

/// What is done to an appointment after it was booked.
struct ChangesFeature: Feature {
    private let routes: ChangeRoutes

    init(
        _ loop: LoopContext, appointments: AppointmentStore, schedules: ScheduleStore, doctors: any DoctorDirectory,
        zones: ZoneChanges, unreadable: UnreadableRows, events: EventStamps, commits: any CommitObserver, log: AuditLog
    ) {
        routes = ChangeRoutes(
            change: ChangeAppointment(
                doctors: doctors, appointments: appointments, schedules: schedules, zones: zones, unreadable: unreadable,
                commits: commits, log: log, events: events, ids: loop.ids, clock: loop.clock),
            authenticator: loop.authenticator)
    }

    func register(on router: Router) { routes.register(on: router) }
}
