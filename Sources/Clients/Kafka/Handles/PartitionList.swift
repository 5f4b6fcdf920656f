internal import CRdKafka

/// Owns one `rd_kafka_topic_partition_list_t`, to be handed to the library for the length of a call.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(topics: [String]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(topics.count))
        for topic in topics { rd_kafka_topic_partition_list_add(pointer, topic, -1) }
    }

    init(_ partitions: some Collection<KafkaPartition>) {
        pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions { rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.number) }
    }

    init(offsets: [KafkaPartition: Int64]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (partition, offset) in offsets {
            rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.number).pointee.offset = offset
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    /// Reads a list that somebody else owns.
    static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list = list?.pointee else { return [] }
        return (0..<Int(list.cnt)).map { index in
            let element = list.elems[index]
            let partition = KafkaPartition(topic: String(cString: element.topic), number: element.partition)
            return Entry(partition: partition, offset: element.offset, error: element.err)
        }
    }

    struct Entry {
        let partition: KafkaPartition
        let offset: Int64
        let error: rd_kafka_resp_err_t
    }
}
