import Logging

/// One JSON object on one line (RFC 8259), built front to back. The JSON writer of the server stands above this module
/// and cannot be used here; a log line needs strings and nesting, no more.
struct LogLine {
    /// Longer texts are cut, with an ellipsis: no message needs more, and log readers limit the length of a line.
    static let textLimit = 8 << 10
    private static let depthLimit = 8

    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(512)
        bytes.append(UInt8(ascii: "{"))
    }

    static func dropped(_ count: Int) -> [UInt8] {
        var line = LogLine()
        line.member("level", "warning")
        line.member("message", "log lines were dropped: the reader did not keep up")
        line.member("dropped", raw: String(count))
        return line.finish()
    }

    mutating func member(_ name: String, _ text: String) {
        key(name)
        quoted(text)
    }

    /// A value that is JSON already.
    mutating func member(_ name: String, raw json: String) {
        key(name)
        bytes += json.utf8
    }

    mutating func member(_ name: String, _ metadata: Logger.Metadata) {
        key(name)
        value(.dictionary(metadata), depth: 0)
    }

    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func key(_ name: String) {
        if let last = bytes.last, last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func value(_ value: Logger.MetadataValue, depth: Int) {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let number as Int): bytes += String(number).utf8
        case .stringConvertible(let flag as Bool): bytes += (flag ? "true" : "false").utf8
        case .stringConvertible(let other): quoted(other.description)
        case .dictionary, .array: container(value, depth: depth)
        }
    }

    /// Members sorted by name: the same event makes the same line.
    private mutating func container(_ value: Logger.MetadataValue, depth: Int) {
        guard depth < Self.depthLimit else { return quoted("…") }
        switch value {
        case .dictionary(let members):
            bytes.append(UInt8(ascii: "{"))
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                key(name)
                self.value(member, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                self.value(element, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "]"))
        case .string, .stringConvertible: break
        }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isTooLong = text.utf8.count > Self.textLimit
        // Cut between characters, never within one.
        let part = isTooLong ? Self.cut(text) : text[...]
        for byte in part.utf8 { escaped(byte) }
        if isTooLong { bytes += "…".utf8 }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func cut(_ text: String) -> Substring {
        let scalars = text.unicodeScalars
        var end = text.utf8.index(text.startIndex, offsetBy: textLimit)
        while end.samePosition(in: scalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end]
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes += "\\n".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0..<0x20:
            bytes += (byte < 0x10 ? "\\u000" : "\\u001").utf8
            bytes += String(byte & 0x0F, radix: 16).utf8
        default: bytes.append(byte)
        }
    }
}
