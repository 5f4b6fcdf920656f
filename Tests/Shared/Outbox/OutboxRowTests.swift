import Contracts
import Kafka
import Testing

@testable import Outbox

@Suite("An outbox row as a record") struct OutboxRowTests {
    private func headers(traceparent: String?) throws -> [String: String] {
        let row = OutboxRow(
            id: 7, eventID: EventID(UUIDValue(high: 1, low: 2)), type: "appointment.approved", key: "k", payload: "{\"é\":1}",
            traceparent: traceparent, createdAt: try #require(Instant("2026-03-01T08:30:00.25Z")))
        let record = row.record(topic: "appointment-events", source: "/services/appointment")
        #expect(record.topic == "appointment-events" && record.partition == nil)
        #expect(record.key == Array("k".utf8) && record.value == Array("{\"é\":1}".utf8))
        return Dictionary(uniqueKeysWithValues: record.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) })
    }

    @Test("it carries CloudEvents 1.0 in binary mode and the trace")
    func cloudEvents() throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        #expect(
            try headers(traceparent: trace) == [
                "ce_specversion": "1.0", "ce_id": "00000000-0000-0001-0000-000000000002", "ce_source": "/services/appointment",
                "ce_type": "appointment.approved", "ce_time": "2026-03-01T08:30:00.250Z", "ce_subject": "k",
                "content-type": "application/json", "traceparent": trace,
            ])
    }

    @Test("without a trace there is no such header")
    func noTrace() throws {
        #expect(try headers(traceparent: nil)["traceparent"] == nil)
    }
}
