package import Contracts
import Kafka
import Postgres

/// One event that was committed with its change and waits to be published.
package struct OutboxRow: Sendable, Equatable {
    let id: Int
    let eventID: EventID
    /// CloudEvents `type`.
    let type: String
    /// The record's key, and CloudEvents `subject`.
    let key: String
    /// The record's value, sent as it is.
    let payload: String
    let traceparent: String?
    /// The trace's id within it (W3C Trace Context section 3.2.2.3).
    var traceID: String? { traceparent.map { String($0.dropFirst(3).prefix(32)) } }
    let createdAt: Instant

    package init(
        id: Int, eventID: EventID, type: String, key: String, payload: String, traceparent: String?, createdAt: Instant
    ) {
        self.id = id
        self.eventID = eventID
        self.type = type
        self.key = key
        self.payload = payload
        self.traceparent = traceparent
        self.createdAt = createdAt
    }
}

extension OutboxRow {
    enum Column: String, ColumnList {
        case id
        case eventID = "event_id"
        case type, key, payload, traceparent
        case createdAt = "created_at"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        let event = try row.uuid(.eventID)
        self.init(
            id: try row.int(.id), eventID: EventID(UUIDValue(high: event.high, low: event.low)), type: try row.text(.type),
            key: try row.text(.key), payload: try row.text(.payload), traceparent: try row.textOrNil(.traceparent),
            createdAt: Instant(microseconds: try row.timestamptz(.createdAt)))
    }

    /// CloudEvents 1.0 in the binary content mode of its Kafka binding.
    func record(topic: String, source: String) -> KafkaRecord {
        var headers = [
            KafkaHeader(CloudEvents.Header.specVersion, CloudEvents.specVersion),
            KafkaHeader(CloudEvents.Header.id, eventID.description),
            KafkaHeader(CloudEvents.Header.source, source),
            KafkaHeader(CloudEvents.Header.type, type),
            KafkaHeader(CloudEvents.Header.time, createdAt.description),
            KafkaHeader(CloudEvents.Header.subject, key),
            KafkaHeader(CloudEvents.Header.contentType, CloudEvents.jsonContentType),
        ]
        if let traceparent { headers.append(KafkaHeader(CloudEvents.Header.traceParent, traceparent)) }
        return KafkaRecord(topic: topic, key: Array(key.utf8), value: Array(payload.utf8), headers: headers)
    }
}
