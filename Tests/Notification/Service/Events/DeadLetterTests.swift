import Contracts
import Kafka
import Logging
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("Dead letters", .timeLimit(.minutes(2))) struct DeadLetterTests {
    private static let sizes = [0, 1, DeadLetter.keyLimit, DeadLetter.keyLimit + 1, 1_000, 2_000_000]

    private func message(key: Int, value: Int, header: Int, isTombstone: Bool = false, offset: Int64 = 7) -> KafkaMessage {
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: count) }
        return KafkaMessage(
            partition: KafkaPartition(topic: "events", number: 3), offset: offset, timestamp: 0, key: bytes(key),
            value: bytes(value), isTombstone: isTombstone,
            headers: header == 0 ? [] : [KafkaHeader("h", bytes(header)), KafkaHeader("null", nil)])
    }

    private func size(_ record: KafkaRecord) -> Int {
        record.key.count + record.value.count + record.headers.reduce(0) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) + 10 }
    }

    private func text(_ headers: [KafkaHeader], _ name: String) -> String? {
        headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("whole it is the record and more headers; in its last form it is small, whatever the record is; what is missing is named")
    func forms() {
        for key in Self.sizes {
            for value in Self.sizes {
                for header in Self.sizes {
                    let message = message(key: key, value: value, header: header)
                    var letter = DeadLetter(message, .notJSON, topic: "events.DLT", at: Instant(seconds: 0))
                    let whole = letter.record
                    #expect(whole.key == message.key && whole.value == message.value)
                    #expect(Array(whole.headers.prefix(message.headers.count)) == message.headers)
                    #expect(text(whole.headers, DeadLetterHeader.omitted) == nil)
                    while letter.shrink() {}
                    let last = letter.record
                    #expect(size(last) < 1_500)
                    let omitted = text(last.headers, DeadLetterHeader.omitted)?.split(separator: ",").map(String.init) ?? []
                    #expect(omitted.contains("value") == (value > 0))
                    #expect(omitted.contains("headers") == (header > 0))
                    #expect(omitted.contains("key") == (key > DeadLetter.keyLimit))
                    #expect(text(last.headers, DeadLetterHeader.valueSize) == (value > 0 ? "\(value)" : nil))
                    #expect(text(last.headers, DeadLetterHeader.offset) == "7")
                    #expect(text(last.headers, DeadLetterHeader.partition) == "3")
                }
            }
        }
    }

    @Test("no value stays no value in every form, and an empty one stays empty", arguments: [true, false])
    func tombstone(isTombstone: Bool) {
        var letter = DeadLetter(
            message(key: 9, value: 0, header: 5, isTombstone: isTombstone), .unknownType, topic: "t", at: Instant(seconds: 0))
        repeat { #expect(letter.record.isTombstone == isTombstone && letter.record.value.isEmpty) } while letter.shrink()
    }

    @Test("the broker takes every letter, however little it takes at once, and hands null back as null")
    func taken() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            var kafka = clinic.configuration.events.kafka
            kafka.properties["message.max.bytes"] = "2500"
            let lost = MetricsRegistry().counter("lost", help: "")
            let letters = DeadLetters(
                topic: clinic.configuration.events.deadLetterTopic, kept: clinic.configuration.events.retention, kafka, lost: lost,
                clock: .system,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, on: loop)
            let messages = [
                message(key: 9, value: 0, header: 0, isTombstone: true, offset: 0), message(key: 9, value: 0, header: 0, offset: 1),
                message(key: 9, value: 100_000, header: 0, offset: 2), message(key: 9, value: 10, header: 100_000, offset: 3),
                message(key: 100_000, value: 10, header: 10, offset: 4),
            ]
            let stopping = LoopEvent(on: loop)
            #expect(await letters.keep(messages.map { ($0, .unknownType) }, until: stopping))
            await letters.close()
            let kept = try await clinic.read(clinic.configuration.events.deadLetterTopic, messages.count, on: loop)
            #expect(lost.value == 0)
            #expect(Set(kept.compactMap { text($0.headers, DeadLetterHeader.offset) }) == ["0", "1", "2", "3", "4"])
            for letter in kept { #expect(letter.isTombstone == (text(letter.headers, DeadLetterHeader.offset) == "0")) }
        }
    }

    @Test("a letter that the broker never takes is counted, and reading goes on")
    func lost() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let lost = MetricsRegistry().counter("lost", help: "")
            let letters = DeadLetters(
                topic: "no topic is called so", kept: clinic.configuration.events.retention, clinic.configuration.events.kafka,
                lost: lost, clock: .system,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, attempts: 3, on: loop)
            let stopping = LoopEvent(on: loop)
            #expect(await letters.keep([(message(key: 1, value: 1, header: 1), .unknownType)], until: stopping))
            #expect(lost.value == 1)
            await letters.close()
        }
    }

    @Test("the topic is made to keep letters for so long; one that keeps them otherwise is told of when reading begins")
    func retention() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let (topic, settings) = (clinic.configuration.events.deadLetterTopic, clinic.configuration.events)
            try await Stores.shared.createTopic(topic, partitions: 1)
            try await clinic.replica(on: loop) { replica in
                let differs = replica.app.events.metrics.retentionDiffers
                try await replica.consuming { try await eventually(on: loop) { differs.value == 1 } }
                try await Stores.shared.deleteTopic(topic)
                let letters = DeadLetters(
                    topic: topic, kept: settings.retention, settings.kafka, lost: MetricsRegistry().counter("lost", help: ""),
                    clock: .system, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, on: loop)
                #expect(await letters.keep([(message(key: 1, value: 1, header: 1), .unknownType)], until: LoopEvent(on: loop)))
                await letters.close()
                try await replica.consuming { try await eventually(on: loop) { differs.value == 0 } }
            }
        }
    }

    @Test("a dead-letter topic that is gone is made again")
    func topicGone() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let topic = clinic.configuration.events.deadLetterTopic
            let lost = MetricsRegistry().counter("lost", help: "")
            let letters = DeadLetters(
                topic: topic, kept: clinic.configuration.events.retention, clinic.configuration.events.kafka, lost: lost,
                clock: .system,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, on: loop)
            let stopping = LoopEvent(on: loop)
            #expect(await letters.keep([(message(key: 1, value: 1, header: 1, offset: 1), .unknownType)], until: stopping))
            try await Stores.shared.deleteTopic(topic)
            #expect(await letters.keep([(message(key: 1, value: 1, header: 1, offset: 2), .unknownType)], until: stopping))
            #expect(try await clinic.read(topic, 1, on: loop).last.map { text($0.headers, DeadLetterHeader.offset) } == "2")
            #expect(lost.value == 0)
            await letters.close()
        }
    }
}
