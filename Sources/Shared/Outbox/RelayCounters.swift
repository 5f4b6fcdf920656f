import Synchronization

/// What a relay has done and what waits; for metrics, from any thread.
package final class RelayCounters: Sendable {
    private let publishedCount = Atomic(0)
    private let failureCount = Atomic(0)
    private let waitingCount = Atomic(0)
    private let oldestMilliseconds = Atomic(0)
    private let leads = Atomic(false)
    private let topicKeepsOtherwise = Atomic(false)

    package init() {}

    /// Records the broker has confirmed, since the start.
    package var published: Int { publishedCount.load(ordering: .relaxed) }
    /// Records that came back without being stored, since the start. They are sent again.
    package var failures: Int { failureCount.load(ordering: .relaxed) }
    /// Rows in the outbox when last counted, at most `OutboxStatements.countLimit`; whichever relay leads.
    package var waiting: Int { waitingCount.load(ordering: .relaxed) }
    /// How long the oldest row had waited then, in seconds.
    package var oldestAge: Double { Double(oldestMilliseconds.load(ordering: .relaxed)) / 1_000 }
    /// Whether this process' relay is the one of all replicas that publishes.
    package var isLeading: Bool { leads.load(ordering: .relaxed) }

    /// Whether the topic keeps what it is given for another time than it should.
    package var topicDiffers: Bool { topicKeepsOtherwise.load(ordering: .relaxed) }

    func count(published: Int, failures: Int) {
        publishedCount.add(published, ordering: .relaxed)
        failureCount.add(failures, ordering: .relaxed)
    }

    func set(waiting: Int, oldestAge seconds: Double) {
        waitingCount.store(waiting, ordering: .relaxed)
        oldestMilliseconds.store(Int(max(0, min(seconds, 1e9)) * 1_000), ordering: .relaxed)
    }

    func set(topicDiffers: Bool) { topicKeepsOtherwise.store(topicDiffers, ordering: .relaxed) }

    func set(leading: Bool) { leads.store(leading, ordering: .relaxed) }
}
