import Basics
import Contracts
import Kafka
import OpenSSL

/// A record on its way to the dead-letter topic, in a form that the broker takes. What does not fit is left out step by step, as listed in
/// `DeadLetterHeader.omitted`; the last form has a few hundred octets at most. Pure.
///
/// ```
///   whole ──too large──▶ without its value ──▶ without its own headers and, if that is long, its key
/// ```
struct DeadLetter {
    let message: KafkaMessage
    let defect: EventDefect
    private let topic: String
    private let time: Instant
    private var form = Form.whole

    private enum Form: Int {
        case whole, withoutValue, bare
    }

    /// A longer key is replaced by its digest in the bare form.
    static let keyLimit = 256

    init(_ message: KafkaMessage, _ defect: EventDefect, topic: String, at time: Instant) {
        self.message = message
        self.defect = defect
        self.topic = topic
        self.time = time
    }

    /// To be called when the record is too large; false when nothing more can be left out.
    mutating func shrink() -> Bool {
        guard let smaller = Form(rawValue: form.rawValue + 1) else { return false }
        form = smaller
        return true
    }

    var record: KafkaRecord {
        var record = KafkaRecord(
            topic: topic, key: message.key, value: message.value, isTombstone: message.isTombstone,
            headers: form == .bare ? [] : message.headers)
        var omitted: [String] = []
        record.headers += [
            KafkaHeader(DeadLetterHeader.error, defect.code),
            KafkaHeader(DeadLetterHeader.detail, defect.detail),
            KafkaHeader(DeadLetterHeader.topic, message.partition.topic),
            KafkaHeader(DeadLetterHeader.partition, "\(message.partition.number)"),
            KafkaHeader(DeadLetterHeader.offset, "\(message.offset)"),
            KafkaHeader(DeadLetterHeader.time, time.description),
        ]
        if form != .whole, !message.value.isEmpty {
            omitted.append("value")
            record.value = []
            record.headers += [
                KafkaHeader(DeadLetterHeader.valueSize, "\(message.value.count)"),
                KafkaHeader(DeadLetterHeader.valueDigest, Self.digest(message.value)),
            ]
        }
        if form == .bare {
            if !message.headers.isEmpty { omitted.append("headers") }
            if message.key.count > Self.keyLimit {
                omitted.append("key")
                let digest = Self.digest(message.key)
                record.key = Array(digest.utf8)
                record.headers += [
                    KafkaHeader(DeadLetterHeader.keySize, "\(message.key.count)"), KafkaHeader(DeadLetterHeader.keyDigest, digest),
                ]
            }
        }
        if !omitted.isEmpty { record.headers.append(KafkaHeader(DeadLetterHeader.omitted, omitted.joined(separator: ","))) }
        return record
    }

    private static func digest(_ bytes: [UInt8]) -> String { Hexadecimal.encode(SHA256.hash(bytes)) }
}
