/// Where the broker has stored a record; known once every in-sync replica has it.
package struct KafkaDelivery: Sendable, Equatable {
    package let partition: KafkaPartition
    package let offset: Int64
}
