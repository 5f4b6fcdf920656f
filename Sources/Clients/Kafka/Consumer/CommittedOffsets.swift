internal import CRdKafka

/// How far the group has come in each assigned partition, and so how far it lags behind. Asks the coordinator once for each
/// assignment, then follows this member's own commits.
struct CommittedOffsets {
    private let group: String
    private var offsets: [KafkaPartition: Int64] = [:]

    init(group: String) { self.group = group }

    /// Asks for the offsets of newly assigned `partitions`. Unanswered, their lag stays unknown until the first commit.
    func ask(_ instance: ClientInstance, for partitions: [KafkaPartition]) {
        guard !partitions.isEmpty else { return }
        let list = PartitionList(partitions)
        var request = rd_kafka_ListConsumerGroupOffsets_new(group, list.pointer)
        defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
        rd_kafka_ListConsumerGroupOffsets(instance.client, &request, 1, nil, instance.answers)
    }

    /// Takes the answer in, except for what was committed meanwhile.
    mutating func take(_ event: borrowing EventHandle) {
        var count = 0
        let result = rd_kafka_event_ListConsumerGroupOffsets_result(event.pointer)
        guard event.error == RD_KAFKA_RESP_ERR_NO_ERROR,
            let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count), count > 0
        else { return }
        for entry in PartitionList.entries(of: rd_kafka_group_result_partitions(groups[0])) {
            guard entry.error == RD_KAFKA_RESP_ERR_NO_ERROR, offsets[entry.partition] == nil else { continue }
            // A negative offset says that the group has never committed here: reading begins with what is oldest.
            offsets[entry.partition] = max(entry.offset, 0)
        }
    }

    mutating func set(_ committed: [KafkaPartition: Int64]) { offsets.merge(committed) { $1 } }

    mutating func forget(_ partitions: [KafkaPartition]) { for partition in partitions { offsets[partition] = nil } }

    /// Messages not yet committed, nil while unknown. Asks no broker: the partition's end is that of the last fetch.
    func lag(of partition: KafkaPartition, in instance: ClientInstance) -> Int64? {
        guard let committed = offsets[partition] else { return nil }
        var low: Int64 = -1
        var high: Int64 = -1
        let error = rd_kafka_get_watermark_offsets(instance.client, partition.topic, partition.number, &low, &high)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
        return Self.lag(committed: committed, low: low, high: high)
    }

    /// From what a broker gives as its oldest and its next offset. Never negative, whatever the broker says.
    static func lag(committed: Int64, low: Int64, high: Int64) -> Int64 { max(0, max(0, high) - max(committed, low, 0)) }
}
