/// Commits that a member owes its group: to be made soon, or not possible at the time because of a rebalance or for want of a
/// coordinator.
/// Each is repeated until it is stored, overtaken by a later one, or its partition is gone. Pure.
struct OwedCommits {
    private var spans: [KafkaPartition: KafkaBatch.Span] = [:]

    var isEmpty: Bool { spans.isEmpty }

    func includes(anyOf partitions: [KafkaPartition]) -> Bool { partitions.contains { spans[$0] != nil } }

    /// For each partition the latest batch counts.
    mutating func postpone(_ batch: KafkaBatch) { spans.merge(batch.spans) { $1 } }

    /// The offsets are committed in another way, or the partitions are gone.
    mutating func forget(_ partitions: some Sequence<KafkaPartition>) { for partition in partitions { spans[partition] = nil } }

    /// The offsets to commit now. Partitions that are no longer owned are left to their new owner.
    mutating func due(under assignment: Assignment) -> [KafkaPartition: Int64] {
        let offsets = assignment.claim(KafkaBatch(spans: spans)).offsets
        spans = spans.filter { offsets[$0.key] != nil }
        return offsets
    }

    /// These are stored now, by whichever commit.
    mutating func stored(_ offsets: [KafkaPartition: Int64]) {
        for (partition, offset) in offsets {
            if let span = spans[partition], span.next <= offset { spans[partition] = nil }
        }
    }

    /// A commit of these was refused for good; a later one may not be.
    mutating func giveUp(_ offsets: [KafkaPartition: Int64]) {
        for (partition, offset) in offsets where spans[partition]?.next == offset { spans[partition] = nil }
    }
}
