import CoreHTTP
import Hosting

/// Numbers for admins, and the sums that make them quick.
struct StatisticsFeature: Feature {
    let store: StatisticsStore
    private let figures: FigureRoutes
    private let loop: LoopContext
    private let interval: Duration

    /// `interval`: how often changes are added to the sums.
    init(
        _ loop: LoopContext, zones: ZonesFeature.Shared, doctors: any DoctorDirectory, findFirst: FindFirstSlots,
        every interval: Duration
    ) {
        self.loop = loop
        self.interval = interval
        store = StatisticsStore(pool: loop.pool)
        figures = FigureRoutes(
            show: ShowFigures(pool: loop.pool, zones: zones.cache),
            findNextFree: FindNextFree(doctors: doctors, findFirst: findFirst), authenticator: loop.authenticator,
            clock: loop.clock)
    }

    func register(on router: Router) {
        StatisticsRoutes(store: store, authenticator: loop.authenticator, clock: loop.clock).register(on: router)
        figures.register(on: router)
    }

    func processTasks() -> [any LoopTask] {
        [loop.periodic(every: interval, failure: "the figures could not be brought up to date", work: store.sumFigures)]
    }
}
