package import Reactor

extension OutboxRelay {
    /// What became of one event: for a trace.
    package struct Publication {
        package let type: String
        /// The trace of the request that made the change.
        package let traceparent: String?
        package let begun: MonotonicTime
        package let succeeded: Bool
    }
}
