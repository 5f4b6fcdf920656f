import Logging
import AppointmentDomain
import Hosting
import ServiceRuntime

/// Time zones: their rules as this process has read them, and the visits that follow when the rules change.
struct ZonesFeature: Feature {
    struct Shared: Sendable {
        let cache: ZoneCache
        let standings = ZoneStandings()
        let interval: Duration
        fileprivate let metrics: ZoneMetrics

        /// `interval`: how often visits are looked for that stand by other rules.
        init(_ database: ZoneDatabase, every interval: Duration, metrics: MetricsRegistry) {
            cache = ZoneCache(database)
            self.interval = interval
            self.metrics = ZoneMetrics(metrics, standings)
        }
    }

    let changes: ZoneChanges
    private let loop: LoopContext
    private let interval: Duration

    init(_ loop: LoopContext, _ shared: Shared) {
        self.loop = loop
        interval = shared.interval
        changes = ZoneChanges(
            pool: loop.pool, zones: shared.cache, standings: shared.standings, metrics: shared.metrics, clock: loop.clock,
            log: loop.log)
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(
                every: interval, failure: "visits could not be moved to the new rules of their zones", level: .warning,
                work: changes.sweep)
        ]
    }
}
