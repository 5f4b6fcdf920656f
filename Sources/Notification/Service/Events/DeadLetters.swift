import Basics
import Contracts
import Kafka
import Logging
import Outbox
import Reactor
import ServiceRuntime

/// Where records go that can never be handled: on a topic of their own, with what is wrong in their headers. A letter always fits (see
/// `DeadLetter`); one that the broker refuses again and again is counted and logged with its partition and offset, and reading
/// goes on: a partition never stops for a letter. Confined to its loop.
final class DeadLetters: @unchecked Sendable {  // loop-confined
    let topic: String
    private let retention: TopicRetention
    private let configuration: KafkaConfiguration
    private let lost: Counter
    private let clock: WallClock
    private let log: Logger
    private let loop: EventLoop
    /// Made with the first dead letter: most processes never see one.
    private var producer: KafkaProducer?
    private var hasTopic = false
    private let attempts: Int

    private static let partitions: Int32 = 1

    /// `lost`: letters that were abandoned. `attempts`: how many refusals of the broker a letter survives, by default about half a minute;
    /// while no broker can be reached there are none.
    init(
        topic: String, kept retention: TopicRetention, _ configuration: KafkaConfiguration, lost: Counter, clock: WallClock,
        log: Logger, attempts: Int = 12, on loop: EventLoop
    ) {
        self.topic = topic
        self.retention = retention
        self.configuration = configuration
        self.lost = lost
        self.clock = clock
        self.log = log
        self.attempts = attempts
        self.loop = loop
    }

    /// Returns true when the broker has them, or will not have them; false when told to stop by `stopping` before.
    func keep(_ letters: [(message: KafkaMessage, defect: EventDefect)], until stopping: LoopEvent) async -> Bool {
        guard !letters.isEmpty else { return true }
        for (message, defect) in letters { log.error("an event cannot be handled", metadata: Self.metadata(message, defect)) }
        let now = Instant(milliseconds: clock.now())
        var waiting = letters.map { DeadLetter($0.message, $0.defect, topic: topic, at: now) }
        var pauses = Backoff(first: .milliseconds(100), longest: .seconds(5))
        for _ in 0..<attempts where !waiting.isEmpty {
            waiting = await produce(waiting)
            if waiting.isEmpty { return true }
            if await stopping.wait(atMost: pauses.next()) { return false }
        }
        for letter in waiting { lose(letter) }
        return true
    }

    func close() async { await producer?.close() }

    /// Those that have to be sent again. What is too large is so in its next form at once.
    private func produce(_ letters: [DeadLetter]) async -> [DeadLetter] {
        var rest: [DeadLetter] = []
        var letters = letters
        while !letters.isEmpty {
            let producer: KafkaProducer
            do throws(KafkaError) {
                producer = try await open()
            } catch {
                log.error("dead letters cannot be kept", metadata: ["reason": "\(error)"])
                return rest + letters
            }
            var smaller: [DeadLetter] = []
            for (letter, outcome) in zip(letters, await producer.produce(letters.map(\.record))) {
                guard case .failure(let error) = outcome else { continue }
                log.warning("a dead letter was not taken", metadata: ["reason": "\(error)"])
                var letter = letter
                switch error {
                case .recordTooLarge: letter.shrink() ? smaller.append(letter) : lose(letter)
                case .unknownTopic:
                    hasTopic = false
                    rest.append(letter)
                default: rest.append(letter)
                }
            }
            letters = smaller
        }
        return rest
    }

    private func lose(_ letter: DeadLetter) {
        lost.add()
        log.error(
            "a dead letter is abandoned; the record stays in its topic", metadata: Self.metadata(letter.message, letter.defect))
    }

    private func open() async throws(KafkaError) -> KafkaProducer {
        let producer: KafkaProducer
        if let known = self.producer {
            producer = known
        } else {
            producer = try KafkaProducer.make(configuration, on: loop)
            self.producer = producer
        }
        if !hasTopic {
            do throws(KafkaError) {
                _ = try await producer.createTopic(topic, partitions: Self.partitions, settings: retention.settings)
            } catch {
                // It may exist without our right to make it; the first record will show.
                log.warning("the dead-letter topic was not made", metadata: ["topic": "\(topic)", "reason": "\(error)"])
            }
            hasTopic = true
        }
        return producer
    }

    private static func metadata(_ message: KafkaMessage, _ defect: EventDefect) -> Logger.Metadata {
        [
            "partition": "\(message.partition)", "offset": .stringConvertible(message.offset), "error": "\(defect.code)",
            "detail": "\(defect.detail)", "trace_id": "\(message.traceID ?? "")",
        ]
    }
}
