/// One event of a stream as the wire carries it (HTML Living Standard, section 9.2.6).
package struct ServerSentEvent: Sendable, Equatable {
    package var type: String?
    /// What a client that reconnects sends as `Last-Event-ID`.
    package var id: String?
    package var data: String

    package init(type: String? = nil, id: String? = nil, data: String) {
        self.type = type
        self.id = id
        self.data = data
    }

    /// `event:`, `id:` and a `data:` for each line, then the empty line. A type or id with a line break, or an id with NUL, would
    /// change the stream's meaning: those characters are left out.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        if let type { Self.append("event", type, to: &bytes) }
        if let id { Self.append("id", id, to: &bytes) }
        var rest = Substring(data)
        while let end = rest.unicodeScalars.firstIndex(where: { $0 == "\n" || $0 == "\r" }) {
            bytes += "data: ".utf8
            bytes += rest[..<end].utf8
            bytes.append(UInt8(ascii: "\n"))
            let next = rest.unicodeScalars.index(after: end)
            let isPair = rest.unicodeScalars[end] == "\r" && next < rest.endIndex && rest.unicodeScalars[next] == "\n"
            rest = rest[(isPair ? rest.unicodeScalars.index(after: next) : next)...]
        }
        bytes += "data: ".utf8
        bytes += rest.utf8
        bytes += "\n\n".utf8
        return bytes
    }

    private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        bytes += name.utf8
        bytes += ": ".utf8
        bytes += value.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 }
        bytes.append(UInt8(ascii: "\n"))
    }
}
