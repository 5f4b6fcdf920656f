/// One header of a record. Names may repeat; order is kept. A value of nil is Kafka's null, which is not the empty value.
package struct KafkaHeader: Sendable, Equatable {
    package let name: String
    package let value: [UInt8]?

    package init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    package init(_ name: String, _ value: String) { self.init(name, Array(value.utf8)) }
}
