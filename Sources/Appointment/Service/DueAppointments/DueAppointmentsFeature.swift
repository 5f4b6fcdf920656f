import Hosting

/// What time does to appointments, looked for every few seconds.
struct DueAppointmentsFeature: Feature {
    let due: DueAppointments
    private let loop: LoopContext

    init(_ loop: LoopContext, _ settings: DueAppointments.Settings, events: EventStamps, commits: CommitSignal) {
        self.loop = loop
        due = DueAppointments(pool: loop.pool, commits: commits, settings: settings, events: events, clock: loop.clock)
    }

    func processTasks() -> [any LoopTask] {
        [loop.periodic(every: due.settings.interval, failure: "due appointments could not be looked for", work: due.sweep)]
    }
}
