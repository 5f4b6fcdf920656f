import AppointmentDomain
import CoreHTTP
import Hosting

/// When doctors work, as they have said.
struct SchedulesFeature: Feature {
    let store: ScheduleStore
    private let routes: ScheduleRoutes

    /// `zone`: for doctors who have set none.
    init(
        _ loop: LoopContext, zone: Zone, zones: ZonesFeature.Shared, doctors: any DoctorDirectory, unreadable: UnreadableRows
    ) {
        store = ScheduleStore(
            pool: loop.pool, clinicZone: zone, zones: zones.cache, standings: zones.standings, unreadable: unreadable)
        routes = ScheduleRoutes(
            schedules: store, zones: zones.cache, doctors: doctors, book: DeskBook(pool: loop.pool),
            authenticator: loop.authenticator, ids: loop.ids,
            clock: loop.clock)
    }

    func register(on router: Router) { routes.register(on: router) }
}
