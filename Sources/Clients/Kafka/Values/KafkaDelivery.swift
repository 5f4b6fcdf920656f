/// Where the broker has stored a record; known once every in-sync replica has it.
package struct KafkaDelivery: Sendable, Equatable {
    package let partition: KafkaPartition
    /// Nil when the record is known to be stored, but the answer that said where was lost with its connection.
    package let offset: Int64?
}
