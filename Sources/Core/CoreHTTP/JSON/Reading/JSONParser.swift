/// Recursive descent over one document, by the grammar of RFC 8259. The document is an argument of every method, since a
/// struct cannot keep a `Span`.
struct JSONParser {
    let limits: JSONLimits
    var position = 0
    private var depth = 0
    private var values = 0

    init(limits: JSONLimits) { self.limits = limits }

    mutating func document(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        skipWhitespace(bytes)
        let value = try value(bytes)
        skipWhitespace(bytes)
        guard position == bytes.count else { throw .trailingBytes(offset: position) }
        return value
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard values < limits.values else { throw .tooManyValues(limit: limits.values, offset: position) }
        values += 1
        switch try peek(bytes) {
        case UInt8(ascii: "\""): return .string(try string(bytes))
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in .object(try parser.object(bytes)) }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in .array(try parser.array(bytes)) }
        case UInt8(ascii: "t"): return try literal("true", .bool(true), bytes)
        case UInt8(ascii: "f"): return try literal("false", .bool(false), bytes)
        case UInt8(ascii: "n"): return try literal("null", .null, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(bytes)
        case let other: throw .unexpectedByte(other, offset: position)
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < limits.depth else { throw .tooDeep(limit: limits.depth, offset: position) }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        skipWhitespace(bytes)
        if try skip(UInt8(ascii: "]"), bytes) { return elements }
        while true {
            skipWhitespace(bytes)
            elements.append(try value(bytes))
            skipWhitespace(bytes)
            if try skip(UInt8(ascii: "]"), bytes) { return elements }
            try expect(UInt8(ascii: ","), bytes)
        }
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSONObject {
        var members = JSONMembers(limit: limits.members)
        skipWhitespace(bytes)
        if try skip(UInt8(ascii: "}"), bytes) { return members.object }
        while true {
            skipWhitespace(bytes)
            let start = position
            guard try peek(bytes) == UInt8(ascii: "\"") else { throw .unexpectedByte(bytes[position], offset: position) }
            let name = try string(bytes)
            try members.claim(name, at: start)
            skipWhitespace(bytes)
            try expect(UInt8(ascii: ":"), bytes)
            skipWhitespace(bytes)
            members.append(name, try value(bytes))
            skipWhitespace(bytes)
            if try skip(UInt8(ascii: "}"), bytes) { return members.object }
            try expect(UInt8(ascii: ","), bytes)
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue, _ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try expect(unsafe word.utf8Start[index], bytes) }
        return value
    }

    /// RFC 8259 section 2: space, tab, line feed, carriage return; nothing else.
    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    func peek(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw .unexpectedEnd(offset: position) }
        return bytes[position]
    }

    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard try peek(bytes) == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONError) {
        let found = try peek(bytes)
        guard found == byte else { throw .unexpectedByte(found, offset: position) }
        position += 1
    }
}
