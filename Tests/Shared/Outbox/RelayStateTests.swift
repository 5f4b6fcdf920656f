import Contracts
import Testing

@testable import Kafka
@testable import Outbox

@Suite("What a relay knows of its rows") struct RelayStateTests {
    private func row(_ id: Int, key: String = "a") -> OutboxRow {
        OutboxRow(
            id: id, eventID: EventID(UUIDValue(high: 0, low: UInt64(id))), type: "appointment.created", key: key, payload: "{}",
            traceparent: nil, createdAt: Instant(seconds: 0))
    }

    private let delivered = Result<KafkaDelivery, KafkaError>.success(
        KafkaDelivery(partition: KafkaPartition(topic: "t", number: 0), offset: 1))

    @Test("delivered rows are deleted, and named until they are")
    func delivery() {
        var state = RelayState(room: 3)
        #expect(state.take([row(1), row(2)]) == [row(1), row(2)])
        #expect(state.free == 1 && !state.isEmpty && state.delivered.isEmpty)
        #expect(state.settle([row(1), row(2)], [delivered, delivered]) == .proceed)
        #expect(state.underWay.isEmpty && state.delivered == [1, 2] && !state.isEmpty)
        state.deleted([1])
        #expect(state.delivered == [2])
        state.deleted([2])
        #expect(state.isEmpty)
    }

    @Test("a row is taken once: not while it is under way, nor until it is deleted")
    func once() {
        var state = RelayState(room: 3)
        _ = state.take([row(1), row(2)])
        _ = state.settle([row(1)], [delivered])
        #expect(state.take([row(1), row(2), row(3), row(3)]) == [row(3)])
        state.deleted([1])
        #expect(state.take([row(1)]) == [row(1)])
    }

    @Test("a row that came back is neither under way nor delivered: it is read again, after a rest")
    func failure() {
        var state = RelayState(room: 3)
        _ = state.take([row(1), row(2)])
        let verdict = state.settle([row(1), row(2)], [.failure(.producerReplaced), delivered])
        #expect(verdict == .rest && state.underWay.isEmpty && state.delivered == [2] && state.blockedKeys.isEmpty)
    }

    @Test("a record the broker can never store blocks its own key and nothing else")
    func tooLarge() {
        var state = RelayState(room: 3)
        _ = state.take([row(1, key: "a"), row(2, key: "b")])
        let verdict = state.settle([row(1, key: "a"), row(2, key: "b")], [.failure(.recordTooLarge), delivered])
        #expect(verdict == .proceed && state.blockedKeys == ["a"] && state.delivered == [2])
        state.unblock()
        #expect(state.blockedKeys.isEmpty)
    }

    @Test("a closed producer ends it", arguments: [[KafkaError.closed, .closed], [.producerReplaced, .closed]])
    func closed(errors: [KafkaError]) {
        var state = RelayState(room: 3)
        _ = state.take([row(1), row(2)])
        #expect(state.settle([row(1), row(2)], errors.map { .failure($0) }) == .stop)
        #expect(state.isEmpty)
    }
}
