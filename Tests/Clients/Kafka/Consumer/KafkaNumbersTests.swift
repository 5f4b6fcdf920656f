import Testing

@testable import Kafka

@Suite("Numbers that a broker says") struct KafkaNumbersTests {
    private static let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 31, 1 << 32, 1 << 62, .max - 1, .max]

    @Test("whatever offset a record has, a batch of it has an offset to go on from, and never an earlier one", arguments: extremes)
    func offsets(offset: Int64) {
        let partition = KafkaPartition(topic: "t", number: 0)
        var batch = KafkaBatch()
        for _ in 0..<2 {
            batch.append(
                KafkaMessage(partition: partition, offset: offset, timestamp: offset, key: [], value: [], headers: []), term: 1)
        }
        #expect(batch.spans[partition]?.next == (offset == .max ? .max : offset + 1))
    }

    @Test("the lag of a partition is never negative, whatever its ends are said to be", arguments: extremes)
    func lag(high: Int64) {
        for low in Self.extremes {
            for committed in Self.extremes {
                let lag = CommittedOffsets.lag(committed: committed, low: low, high: high)
                #expect(lag >= 0 && lag <= max(high, 0))
            }
        }
        #expect(CommittedOffsets.lag(committed: 3, low: 0, high: 10) == 7)
        #expect(CommittedOffsets.lag(committed: 3, low: 8, high: 10) == 2)
    }
}
