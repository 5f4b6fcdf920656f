import Audit
import Contracts
import Hosting
import Outbox

/// The service on one loop: its features, each with what it needs of the others.
struct AppointmentLoop {
    let zones: ZonesFeature
    let publication: PublicationFeature
    let due: DueAppointmentsFeature
    let names: NamesFeature
    let patients: PatientsFeature
    let statistics: StatisticsFeature
    let audit: AuditFeature
    let breakGlass: BreakGlassFeature
    /// In the order in which their tasks are stopped: publication last, for what the others still change.
    let features: [any Feature]

    /// `commits`: told of changes instead of the relay, in a test.
    init(_ process: AppointmentProcess, _ loop: LoopContext, commits observer: (any CommitObserver)? = nil) {
        let configuration = process.configuration
        publication = PublicationFeature(loop, process.publication)
        let checkpoints = LastingTopic(
            Topics.auditCheckpoints, configuration.kafka, replicas: configuration.outbox.replicationFactor, on: loop.loop,
            log: loop.log)
        audit = AuditFeature(
            loop, policy: .appointments, configuration.audit, prefix: "/api/appointments",
            notice: .ofAppointments(names: configuration.audit.showsStaff, commits: publication.commits), owners: .ofAppointments,
            anchor: CheckpointAnchor(publish: checkpoints.publish, close: checkpoints.close))
        let log = audit.log
        let doctors = DoctorsFeature(loop, process.doctors)
        breakGlass = BreakGlassFeature(
            loop, auth: doctors.auth, limit: configuration.grantLimit, log: log, commits: publication.commits,
            namesStaff: configuration.audit.showsStaff, every: configuration.due.interval)
        zones = ZonesFeature(loop, process.zones)
        let commits = observer ?? publication.commits
        let unreadable = UnreadableRows(loop.metrics, log: loop.log)
        let schedules = SchedulesFeature(
            loop, zone: configuration.clinicZone, zones: process.zones, doctors: doctors.directory, unreadable: unreadable)
        let appointments = AppointmentsFeature(loop, unreadable: unreadable, log: log)
        due = DueAppointmentsFeature(loop, configuration.due, events: publication.events, commits: publication.commits)
        names = NamesFeature(loop, auth: doctors.auth, directories: process.doctors.directories)
        patients = PatientsFeature(loop, log: log)
        let availability = AvailabilityFeature(
            loop, schedules: schedules.store, doctors: doctors.directory, public: configuration.publicBooking)
        statistics = StatisticsFeature(
            loop, zones: process.zones, doctors: doctors.directory, findFirst: availability.findFirst,
            every: configuration.due.interval)
        features = [
            BookingFeature(
                loop, appointments: appointments.store, schedules: schedules.store, patients: patients.store,
                doctors: doctors.directory, zones: zones.changes, events: publication.events, commits: commits),
            ChangesFeature(
                loop, appointments: appointments.store, schedules: schedules.store, doctors: doctors.directory,
                zones: zones.changes, unreadable: unreadable, events: publication.events, commits: commits, log: log),
            ListsFeature(loop, appointments: appointments.store, unreadable: unreadable, log: log),
            appointments, schedules, availability,
            CalendarsFeature(
                loop, organizer: configuration.organizer, zone: configuration.clinicZone, zones: process.zones,
                appointments: appointments.store,
                unreadable: unreadable, log: log),
            DesksFeature(loop, doctors: doctors),
            patients, breakGlass, AccessLogFeature(loop, log: log, namesStaff: configuration.audit.showsStaff),
            doctors, names, zones, due, statistics, IdempotencyFeature(loop, every: configuration.due.interval), audit,
            publication,
        ]
    }
}
