import Contracts
import Kafka
import Logging
import Reactor
import ServiceRuntime

/// Where records go that can never be handled: unchanged, on a topic of their own, with what is wrong in their headers. Confined to
/// its loop.
final class DeadLetters: @unchecked Sendable {  // loop-confined
    let topic: String
    private let configuration: KafkaConfiguration
    private let clock: WallClock
    private let log: Logger
    private let loop: EventLoop
    /// Made with the first dead letter: most processes never see one.
    private var producer: KafkaProducer?

    private static let partitions: Int32 = 1
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(5)

    init(topic: String, _ configuration: KafkaConfiguration, clock: WallClock, log: Logger, on loop: EventLoop) {
        self.topic = topic
        self.configuration = configuration
        self.clock = clock
        self.log = log
        self.loop = loop
    }

    /// Returns true when the broker has them; tries until then, or until `stopping`.
    func keep(_ letters: [(message: KafkaMessage, defect: EventDefect)], until stopping: LoopEvent) async -> Bool {
        guard !letters.isEmpty else { return true }
        for (message, defect) in letters {
            log.error(
                "an event cannot be handled",
                metadata: [
                    "partition": "\(message.partition)", "offset": .stringConvertible(message.offset), "error": "\(defect.code)",
                    "detail": "\(defect.detail)", "trace_id": "\(message.traceID ?? "")",
                ])
        }
        var records = letters.map { record($0.message, $0.defect) }
        var pause = Self.firstPause
        while !stopping.isSet {
            records = await produce(records)
            if records.isEmpty { return true }
            _ = await stopping.wait(atMost: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        return false
    }

    func close() async { await producer?.close() }

    /// Those that have to be sent again.
    private func produce(_ records: [KafkaRecord]) async -> [KafkaRecord] {
        let producer: KafkaProducer
        do throws(KafkaError) {
            producer = try await open()
        } catch {
            log.error("dead letters cannot be kept", metadata: ["reason": "\(error)"])
            return records
        }
        var rest: [KafkaRecord] = []
        for (record, outcome) in zip(records, await producer.produce(records)) {
            guard case .failure(let error) = outcome else { continue }
            log.error("a dead letter was not taken", metadata: ["reason": "\(error)"])
            rest.append(error == .recordTooLarge ? Self.withoutValue(record) : record)
        }
        return rest
    }

    private func open() async throws(KafkaError) -> KafkaProducer {
        if let producer { return producer }
        let made = try KafkaProducer.make(configuration, on: loop)
        producer = made
        do throws(KafkaError) {
            _ = try await made.createTopic(topic, partitions: Self.partitions)
        } catch {
            // It may be there, and not ours to make; the first record will tell.
            log.warning("the dead-letter topic was not made", metadata: ["topic": "\(topic)", "reason": "\(error)"])
        }
        return made
    }

    private func record(_ message: KafkaMessage, _ defect: EventDefect) -> KafkaRecord {
        let added = [
            KafkaHeader(DeadLetterHeader.error, defect.code),
            KafkaHeader(DeadLetterHeader.detail, defect.detail),
            KafkaHeader(DeadLetterHeader.topic, message.partition.topic),
            KafkaHeader(DeadLetterHeader.partition, "\(message.partition.number)"),
            KafkaHeader(DeadLetterHeader.offset, "\(message.offset)"),
            KafkaHeader(DeadLetterHeader.time, Instant(milliseconds: clock.now()).description),
        ]
        return KafkaRecord(topic: topic, key: message.key, value: message.value, headers: message.headers + added)
    }

    /// With the headers added, a record of the largest size is too large: where it lies is in them.
    private static func withoutValue(_ record: KafkaRecord) -> KafkaRecord {
        var record = record
        record.value = []
        return record
    }
}
