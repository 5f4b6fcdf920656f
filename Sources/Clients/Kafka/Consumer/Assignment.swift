/// Which partitions belong to this member of the group, and for which of them a batch is in progress. Pure bookkeeping.
///
/// Each time a partition is assigned a new term begins. A batch carries the terms of its partitions: what was read in an earlier
/// term must not be committed in a later one, because somebody else may have owned the partition, and committed, in between. The
/// broker would not notice.
struct Assignment {
    private var terms: [KafkaPartition: UInt64] = [:]
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

    mutating func revoke(_ partitions: [KafkaPartition]) {
        for partition in partitions {
            terms[partition] = nil
            working.remove(partition)
        }
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

    /// What of `batch` this member still owns, without its messages.
    func owned(of batch: KafkaBatch) -> KafkaBatch {
        let offsets = claim(batch).offsets
        return KafkaBatch(spans: batch.spans.filter { offsets[$0.key] != nil })
    }
}
