import AppointmentDomain
import Audit
import Contracts
import CoreHTTP
import Hosting

/// Appointments in calendar programs.
struct CalendarsFeature: Feature {
    private let routes: CalendarRoutes

    /// `zone`: the clinic's.
    init(
        _ loop: LoopContext, organizer: CalendarOrganizer, zone: Zone, zones: ZonesFeature.Shared, appointments: AppointmentStore,
        unreadable: UnreadableRows, log: AuditLog
    ) {
        routes = CalendarRoutes(
            store: CalendarStore(pool: loop.pool, unreadable: unreadable), appointments: appointments,
            authenticator: loop.authenticator, log: log, ids: loop.ids, origin: loop.process.settings.origin, organizer: organizer,
            zones: zones.cache,
            zone: zone,
            clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }
}
