import Testing

@testable import Kafka

@Suite("Commits that are owed") struct OwedCommitsTests {
    private let p0 = KafkaPartition(topic: "t", number: 0)
    private let p1 = KafkaPartition(topic: "t", number: 1)

    private func batch(_ offsets: [KafkaPartition: Int64], _ assignment: Assignment) -> KafkaBatch {
        var batch = KafkaBatch()
        for (partition, offset) in offsets {
            let message = KafkaMessage(partition: partition, offset: offset - 1, timestamp: nil, key: [], value: [], headers: [])
            batch.append(message, term: assignment.term(of: partition) ?? 0)
        }
        return batch
    }

    private func assignment(_ partitions: KafkaPartition...) -> Assignment {
        var assignment = Assignment()
        assignment.assign(partitions)
        return assignment
    }

    @Test("are due again and again until they are stored")
    func repeated() {
        let assignment = assignment(p0, p1)
        var owed = OwedCommits()
        owed.postpone(batch([p0: 5, p1: 9], assignment))
        for _ in 0..<3 { #expect(owed.due(under: assignment) == [p0: 5, p1: 9]) }
        owed.stored([p0: 5])
        #expect(owed.due(under: assignment) == [p1: 9] && !owed.isEmpty)
        owed.stored([p1: 9])
        #expect(owed.isEmpty && owed.due(under: assignment).isEmpty)
    }

    @Test("the later of one partition counts, and a commit beyond it settles it; one before it does not")
    func overtaken() {
        let assignment = assignment(p0)
        var owed = OwedCommits()
        owed.postpone(batch([p0: 5], assignment))
        owed.postpone(batch([p0: 8], assignment))
        #expect(owed.due(under: assignment) == [p0: 8])
        owed.stored([p0: 7])
        #expect(!owed.isEmpty)
        owed.stored([p0: 11])
        #expect(owed.isEmpty)
    }

    @Test("what went to another member, or came back from one, is owed no longer")
    func moved() {
        var assignment = assignment(p0, p1)
        var owed = OwedCommits()
        owed.postpone(batch([p0: 5, p1: 9], assignment))
        assignment.revoke([p0])
        assignment.assign([p0])
        #expect(owed.due(under: assignment) == [p1: 9])
        #expect(!owed.includes(anyOf: [p0]) && owed.includes(anyOf: [p0, p1]))
        owed.forget([p1])
        #expect(owed.isEmpty)
    }

    @Test("a refusal for good gives up what was asked, and not what has come since")
    func refused() {
        let assignment = assignment(p0, p1)
        var owed = OwedCommits()
        owed.postpone(batch([p0: 5, p1: 9], assignment))
        let asked = owed.due(under: assignment)
        owed.postpone(batch([p0: 6], assignment))
        owed.giveUp(asked)
        #expect(owed.due(under: assignment) == [p0: 6])
    }
}
