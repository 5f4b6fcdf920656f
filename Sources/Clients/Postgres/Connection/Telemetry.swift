import Reactor

/// What a client reports about itself: events for the log, totals and latencies for metrics. Confined to its loop.
final class Telemetry {
    let observe: (PostgresEvent) -> Void
    /// Called with each statement's time from its call to its outcome.
    var answered: ((Statement, Duration, PostgresError?) -> Void)?
    var load = PostgresLoad()

    init(_ observe: @escaping (PostgresEvent) -> Void) { self.observe = observe }

    func count(_ query: Query, _ outcome: Query.Outcome) {
        guard query.isCounted else { return }
        var error: PostgresError?
        if case .failure(let failure) = outcome { error = failure }
        switch error {
        case .refused: load.refused += 1
        case .timeout: load.timedOut += 1
        case .busy: load.busy += 1
        default: break
        }
        answered?(query.statement, MonotonicTime.read() - query.calledAt, error)
    }
}
