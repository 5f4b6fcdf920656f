/// A data item of CBOR (RFC 8949), as far as WebAuthn uses them.
package enum CBORValue: Sendable, Equatable {
    case unsigned(UInt64)
    /// -1 - n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map(CBORMap)
    case bool(Bool)
    case null

    package var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var map: CBORMap? { if case .map(let map) = self { map } else { nil } }

    /// Nil when it is not an integer, or does not fit 64 bits with a sign.
    package var integer: Int64? {
        switch self {
        case .unsigned(let number): Int64(exactly: number)
        case .negative(let number): Int64(exactly: number).map { -1 - $0 }
        default: nil
        }
    }
}

/// Members in the order in which they came, no key twice. Keys are integers or texts.
package struct CBORMap: Sendable, Equatable {
    package private(set) var members: [Member] = []

    package struct Member: Sendable, Equatable {
        package let key: CBORValue
        package let value: CBORValue
    }

    package init() {}

    package subscript(key: CBORValue) -> CBORValue? { members.first { $0.key == key }?.value }
    package subscript(name: String) -> CBORValue? { self[.text(name)] }
    package subscript(label: Int64) -> CBORValue? {
        self[label < 0 ? .negative(UInt64(-1 - label)) : .unsigned(UInt64(label))]
    }

    /// False when the key is there already.
    mutating func add(_ key: CBORValue, _ value: CBORValue) -> Bool {
        guard self[key] == nil else { return false }
        members.append(Member(key: key, value: value))
        return true
    }
}
