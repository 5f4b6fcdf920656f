import Testing

@testable import Kafka

@Suite("Assignment of partitions") struct AssignmentTests {
    private let p0 = KafkaPartition(topic: "t", number: 0)
    private let p1 = KafkaPartition(topic: "t", number: 1)

    /// A batch with one message of each of these, as read under the current terms.
    private func batch(_ messages: [(KafkaPartition, Int64)], of assignment: Assignment) -> KafkaBatch {
        var batch = KafkaBatch()
        for (partition, offset) in messages {
            let message = KafkaMessage(partition: partition, offset: offset, timestamp: nil, key: [], value: [], headers: [])
            if let term = assignment.term(of: partition) { batch.append(message, term: term) }
        }
        return batch
    }

    @Test("a batch claims the offset after its last message of each partition")
    func claims() {
        var assignment = Assignment()
        assignment.assign([p0, p1])
        let batch = batch([(p0, 4), (p1, 9), (p0, 5)], of: assignment)
        #expect(assignment.claim(batch) == Assignment.Claim(offsets: [p0: 6, p1: 10]))
    }

    @Test("what was read before a partition went away and came back is not claimed, what stayed is")
    func termsEnd() {
        var assignment = Assignment()
        assignment.assign([p0, p1])
        let batch = batch([(p0, 4), (p1, 9)], of: assignment)
        assignment.revoke([p0])
        #expect(assignment.claim(batch) == Assignment.Claim(offsets: [p1: 10], lost: true))
        assignment.assign([p0])
        #expect(assignment.claim(batch) == Assignment.Claim(offsets: [p1: 10], lost: true))
        #expect(assignment.partitions == [p0, p1])
    }

    @Test("an assignment that repeats a partition does not begin a new term for it")
    func repeatedAssignment() {
        var assignment = Assignment()
        assignment.assign([p0])
        let batch = batch([(p0, 4)], of: assignment)
        assignment.assign([p0, p1])
        #expect(assignment.claim(batch) == Assignment.Claim(offsets: [p0: 5]))
    }

    @Test("a partition is worked on from the batch that holds it until that is finished or the partition is gone")
    func working() {
        var assignment = Assignment()
        assignment.assign([p0, p1])
        let batch = batch([(p0, 4), (p1, 2)], of: assignment)
        #expect(!assignment.isWorking(onAnyOf: [p0, p1]))
        assignment.begin(batch)
        #expect(assignment.isWorking(onAnyOf: [p0]))
        assignment.finish(self.batch([(p0, 4)], of: assignment))
        #expect(!assignment.isWorking(onAnyOf: [p0]))
        #expect(assignment.isWorking(onAnyOf: [p0, p1]))
        assignment.revoke([p1])
        #expect(!assignment.isWorking(onAnyOf: [p0, p1]))
    }

    @Test("of a batch only what is owned is left, without its messages")
    func owned() {
        var assignment = Assignment()
        assignment.assign([p0, p1])
        let batch = batch([(p0, 4), (p1, 9)], of: assignment)
        #expect(assignment.owned(of: batch).spans == batch.spans)
        assignment.revoke([p0])
        #expect(assignment.owned(of: batch).partitions == [p1] && assignment.owned(of: batch).messages.isEmpty)
    }
}
