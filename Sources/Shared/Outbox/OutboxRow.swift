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
    /// Reads the columns of `OutboxStatements.look`.
    init(_ row: PostgresRow) throws(PostgresError) {
        let event = try row.uuid(1)
        self.init(
            id: try row.int(0), eventID: EventID(UUIDValue(high: event.high, low: event.low)), type: try row.text(2),
            key: try row.text(3), payload: try row.text(4), traceparent: try row.textOrNil(5),
            createdAt: Instant(microseconds: try row.timestamptz(6)))
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
