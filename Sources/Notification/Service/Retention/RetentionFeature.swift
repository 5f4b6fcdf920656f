import Hosting

/// Removes what is older than NOTIFICATION_RETENTION_DAYS.
struct RetentionFeature: Feature {
    private let loop: LoopContext
    private let days: Int
    private let changes: any ChangePublisher

    init(_ loop: LoopContext, days: Int, changes: any ChangePublisher) {
        self.loop = loop
        self.days = days
        self.changes = changes
    }

    func processTasks() -> [any LoopTask] {
        [
            Retention(
                RetentionStore(pool: loop.pool), changes: changes, days: days, clock: loop.clock, metrics: loop.metrics,
                log: loop.log, on: loop.loop)
        ]
    }
}
