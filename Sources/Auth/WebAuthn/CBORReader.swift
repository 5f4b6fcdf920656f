/// Reads the CBOR that authenticators send (CTAP 2.1 section 8: the canonical form): definite lengths only, each number in its shortest form,
/// keys that are integers or texts and stand once, texts of valid UTF-8, no tags, no floating point, at most `depthLimit` levels. A stranger
/// chooses these bytes: whatever they are, reading ends, and a length that is claimed costs nothing before its bytes are there.
///
/// ```
/// | major type, 3 bits | 0…23, or 24…27: 1, 2, 4 or 8 bytes follow | content |
/// ```
package struct CBORReader: ~Copyable {
    package static let depthLimit = 4

    private let octets: [UInt8]
    /// How many octets have been read.
    package private(set) var position: Int

    package init(_ octets: [UInt8], from position: Int = 0) {
        self.octets = octets
        self.position = position
    }

    /// The one item that `octets` consist of.
    package static func parse(_ octets: [UInt8]) throws(WebAuthnFailure) -> CBORValue {
        var reader = CBORReader(octets)
        let value = try reader.next()
        guard reader.position == octets.count else { throw .malformed }
        return value
    }

    /// The next item; others may follow.
    package mutating func next() throws(WebAuthnFailure) -> CBORValue { try value(depth: 1) }

    private mutating func value(depth: Int) throws(WebAuthnFailure) -> CBORValue {
        guard depth <= Self.depthLimit else { throw .malformed }
        let first = try octet()
        let (major, information) = (first >> 5, first & 0x1F)
        if major == 7 { return try simple(information) }
        let argument = try argument(information)
        switch major {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(try take(argument))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .malformed }
            return .text(text)
        case 4: return .array(try array(argument, depth: depth + 1))
        case 5: return .map(try map(argument, depth: depth + 1))
        default: throw .malformed
        }
    }

    private func simple(_ information: UInt8) throws(WebAuthnFailure) -> CBORValue {
        switch information {
        case 20: .bool(false)
        case 21: .bool(true)
        case 22: .null
        default: throw .malformed
        }
    }

    private mutating func array(_ count: UInt64, depth: Int) throws(WebAuthnFailure) -> [CBORValue] {
        // An element has at least one byte.
        guard count <= UInt64(octets.count - position) else { throw .malformed }
        var elements: [CBORValue] = []
        for _ in 0..<count { elements.append(try value(depth: depth)) }
        return elements
    }

    private mutating func map(_ count: UInt64, depth: Int) throws(WebAuthnFailure) -> CBORMap {
        guard count <= UInt64(octets.count - position) / 2, count <= 64 else { throw .malformed }
        var map = CBORMap()
        for _ in 0..<count {
            let key = try value(depth: CBORReader.depthLimit)
            switch key {
            case .unsigned, .negative, .text: break
            default: throw .malformed
            }
            guard map.add(key, try value(depth: depth)) else { throw .malformed }
        }
        return map
    }

    /// The number behind the major type: a value or a length.
    private mutating func argument(_ information: UInt8) throws(WebAuthnFailure) -> UInt64 {
        if information < 24 { return UInt64(information) }
        guard information <= 27 else { throw .malformed }
        let length = 1 << (Int(information) - 24)
        var number: UInt64 = 0
        for _ in 0..<length { number = number << 8 | UInt64(try octet()) }
        // A number that fits into fewer bytes is not in its shortest form.
        let least: [UInt64] = [24, 1 << 8, 1 << 16, 1 << 32]
        guard number >= least[Int(information) - 24] else { throw .malformed }
        return number
    }

    private mutating func octet() throws(WebAuthnFailure) -> UInt8 {
        guard position < octets.count else { throw .malformed }
        defer { position += 1 }
        return octets[position]
    }

    private mutating func take(_ count: UInt64) throws(WebAuthnFailure) -> [UInt8] {
        guard count <= UInt64(octets.count - position) else { throw .malformed }
        defer { position += Int(count) }
        return Array(octets[position..<(position + Int(count))])
    }
}
