import Postgres
import CoreHTTP
import Hosting

/// Patients book, and the clinic for them.
struct BookingFeature: Feature {
    private let routes: BookingRoutes

    init(
        _ loop: LoopContext, appointments: AppointmentStore, schedules: ScheduleStore, patients: PatientStore,
        doctors: any DoctorDirectory, zones: ZoneChanges, events: EventStamps, commits: any CommitObserver
    ) {
        // What a new connection runs first, and rolls back: the largest statement.
        loop.pool.warmUp = (BookingStatements.book, NewAppointment.rehearsal)
        routes = BookingRoutes(
            book: BookAppointment(
                doctors: doctors, schedules: schedules, patients: patients, book: DeskBook(pool: loop.pool),
                appointments: appointments, zones: zones, commits: commits, events: events, ids: loop.ids, clock: loop.clock),
            authenticator: loop.authenticator, metrics: BookingMetrics(loop.metrics))
    }

    func register(on router: Router) { routes.register(on: router) }
}
