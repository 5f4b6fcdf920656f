import Testing

@testable import Kafka

@Suite("Records in flight") struct InFlightRecordsTests {
    private typealias Records = InFlightRecords<String>
    private let stored = KafkaDelivery(partition: KafkaPartition(topic: "t", number: 1), offset: 7)

    @Test("a batch is complete with its last outcome, and its outcomes are in the order of its records")
    func completes() {
        var records = Records()
        let slot = records.open(3, for: "a")
        #expect(records.settle(Records.ticket(slot: slot, index: 2), .success(stored)) == nil)
        #expect(records.settle(Records.ticket(slot: slot, index: 0), .failure(.recordTooLarge)) == nil)
        #expect(records.count == 1)
        let completed = records.settle(Records.ticket(slot: slot, index: 1), .failure(.unknownTopic))
        #expect(completed?.waiter == "a")
        #expect(completed?.outcomes == [.failure(.recordTooLarge), .failure(.unknownTopic), .success(stored)])
        #expect(records.count == 0)
    }

    @Test("batches do not mix, and a slot is used again only after its batch was completed")
    func slots() {
        var records = Records()
        let a = records.open(1, for: "a")
        let b = records.open(1, for: "b")
        #expect(a != b)
        #expect(records.settle(Records.ticket(slot: b, index: 0), .success(stored))?.waiter == "b")
        let c = records.open(2, for: "c")
        #expect(c == b)
        #expect(records.settle(Records.ticket(slot: a, index: 0), .success(stored))?.waiter == "a")
        #expect(records.count == 2)
    }

    @Test("an outcome that comes twice, or for nobody, changes nothing")
    func strays() {
        var records = Records()
        let slot = records.open(2, for: "a")
        _ = records.settle(Records.ticket(slot: slot, index: 0), .success(stored))
        #expect(records.settle(Records.ticket(slot: slot, index: 0), .failure(.closed)) == nil)
        #expect(records.settle(Records.ticket(slot: slot, index: 2), .failure(.closed)) == nil)
        #expect(records.settle(Records.ticket(slot: slot + 1, index: 0), .failure(.closed)) == nil)
        #expect(records.count == 1)
        let completed = records.settle(Records.ticket(slot: slot, index: 1), .success(stored))
        #expect(completed?.outcomes == [.success(stored), .success(stored)])
    }

    @Test("failing all keeps the outcomes that were there and leaves nothing open")
    func failsAll() {
        var records = Records()
        let a = records.open(2, for: "a")
        _ = records.open(1, for: "b")
        _ = records.settle(Records.ticket(slot: a, index: 1), .success(stored))
        let completed = records.failAll(.producerReplaced)
        #expect(completed.map(\.waiter) == ["a", "b"])
        #expect(completed[0].outcomes == [.failure(.producerReplaced), .success(stored)])
        #expect(completed[1].outcomes == [.failure(.producerReplaced)])
        #expect(records.count == 0)
        #expect(records.failAll(.closed).isEmpty)
        #expect(records.settle(Records.ticket(slot: a, index: 0), .success(stored)) == nil)
    }

    @Test("the largest batch's tickets are distinct from the next slot's")
    func ticketLimit() {
        let last = Records.ticket(slot: 0, index: Records.batchLimit - 1)
        #expect(last + 1 == Records.ticket(slot: 1, index: 0))
    }
}

extension InFlightRecords.Completed: Equatable where Waiter: Equatable {
    static func == (a: Self, b: Self) -> Bool { a.waiter == b.waiter && a.outcomes == b.outcomes }
}
