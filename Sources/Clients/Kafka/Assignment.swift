/// Which partitions belong to this member of the group, and which of them a batch is being worked on for. Pure bookkeeping.
///
/// Each time a partition is assigned a new term begins. A batch carries the terms of its partitions: what was read in an earlier
/// term must not be committed in a later one, because somebody else may have owned the partition, and committed, in between. The
/// broker would not notice.
struct Assignment {
    private var terms: [KafkaPartition: UInt64] = [:]
    private var paused: Set<KafkaPartition> = []
    private var working: Set<KafkaPartition> = []
    private var lastTerm: UInt64 = 0

    /// A batch's offsets to commit, and whether some of it belongs to this member no longer.
    struct Claim: Equatable {
        var offsets: [KafkaPartition: Int64] = [:]
        var lost = false
    }

    var partitions: [KafkaPartition] { terms.keys.sorted() }

    func term(of partition: KafkaPartition) -> UInt64? { terms[partition] }

    mutating func assign(_ partitions: [KafkaPartition]) {
        lastTerm += 1
        for partition in partitions where terms[partition] == nil { terms[partition] = lastTerm }
    }

    /// Answers those of `partitions` that were paused.
    mutating func revoke(_ partitions: [KafkaPartition]) -> [KafkaPartition] {
        for partition in partitions {
            terms[partition] = nil
            working.remove(partition)
        }
        return partitions.filter { paused.remove($0) != nil }
    }

    mutating func begin(_ batch: KafkaBatch) { working = Set(batch.spans.keys) }
    mutating func finish(_ batch: KafkaBatch) { working.subtract(batch.spans.keys) }
    mutating func finishAll() { working.removeAll() }
    func isWorking(onAnyOf partitions: [KafkaPartition]) -> Bool { partitions.contains(where: working.contains) }

    func claim(_ batch: KafkaBatch) -> Claim {
        batch.spans.reduce(into: Claim()) { claim, entry in
            if terms[entry.key] == entry.value.term {
                claim.offsets[entry.key] = entry.value.next
            } else {
                claim.lost = true
            }
        }
    }

    /// Those of `partitions` that are owned.
    func owned(of partitions: [KafkaPartition]) -> [KafkaPartition] { partitions.filter { terms[$0] != nil } }

    mutating func pause(_ partitions: [KafkaPartition]) { paused.formUnion(partitions) }
    mutating func resume(_ partitions: [KafkaPartition]) { paused.subtract(partitions) }
}
