import CoreHTTP
import Hosting

/// What can be booked.
struct AvailabilityFeature: Feature {
    let findFirst: FindFirstSlots
    private let routes: AvailabilityRoutes
    let charges: RateLimitCharging?

    init(_ loop: LoopContext, schedules: ScheduleStore, doctors: any DoctorDirectory, public booking: PublicBooking) {
        findFirst = FindFirstSlots(doctors: doctors, schedules: schedules, memory: FirstSlotMemory(), clock: loop.clock)
        routes = AvailabilityRoutes(
            show: ShowAvailability(doctors: doctors, schedules: schedules, clock: loop.clock), findFirst: findFirst,
            findNext: FindNextSlots(schedules: schedules, clock: loop.clock), doctors: doctors,
            visitors: booking.visitors(loop.authenticator), authenticator: loop.authenticator, book: DeskBook(pool: loop.pool))
        charges = booking.charges([AvailabilityRoutes.template], loop.authenticator)
    }

    func register(on router: Router) { routes.register(on: router) }
}
