import Kafka

/// Which rows of the outbox are where on their way out. Pure bookkeeping.
///
/// ```
///   table ── take ──▶ under way ── delivered ──▶ to be deleted ── deleted ──▶ gone
///     ▲                   │ failed
///     └───────────────────┘
/// ```
struct RelayState {
    /// Rows with the producer at most.
    let room: Int
    private(set) var underWay: Set<Int> = []
    /// Delivered, still in the table.
    private(set) var delivered: Set<Int> = []
    /// Keys of which a record can never be stored: their later records wait as well, since the order within a key matters more.
    private(set) var blockedKeys: Set<String> = []

    init(room: Int) { self.room = room }

    var free: Int { room - underWay.count }
    /// So many are on their way that the next look must not wait for a commit.
    func isCrowded(_ many: Int) -> Bool { underWay.count + delivered.count >= many }
    var isEmpty: Bool { underWay.isEmpty && delivered.isEmpty }

    /// Returns those of the rows that are not on their way yet, and marks them as under way.
    mutating func take(_ rows: [OutboxRow]) -> [OutboxRow] {
        rows.filter { !delivered.contains($0.id) && underWay.insert($0.id).inserted }
    }

    /// What the reports on some rows mean for the relay.
    enum Verdict: Equatable {
        case proceed
        /// The cluster refuses or the producer was replaced: rest, then read the rows again, in their order.
        case rest
        /// The producer was closed by its owner.
        case stop
    }

    /// Takes the reports on `rows`, one each, in their order.
    mutating func settle(_ rows: [OutboxRow], _ outcomes: [Result<KafkaDelivery, KafkaError>]) -> Verdict {
        var verdict = Verdict.proceed
        for (row, outcome) in zip(rows, outcomes) {
            underWay.remove(row.id)
            switch outcome {
            case .success: delivered.insert(row.id)
            case .failure(.closed): verdict = .stop
            case .failure(.recordTooLarge): blockedKeys.insert(row.key)
            case .failure: if verdict == .proceed { verdict = .rest }
            }
        }
        return verdict
    }

    /// The rows were deleted, by us or by a relay that led meanwhile.
    mutating func deleted(_ ids: [Int]) {
        delivered.subtract(ids)
    }

    /// Gives blocked keys another chance: a larger limit on the broker may have helped.
    mutating func unblock() { blockedKeys.removeAll() }
}
