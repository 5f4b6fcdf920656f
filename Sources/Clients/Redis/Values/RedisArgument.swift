import Basics

/// One word of a command. Literals cost nothing: `command("SET", .text(key), .bytes(value), "EX", 30)`.
package enum RedisArgument: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case literal(StaticString)
    case text(String)
    case bytes([UInt8])
    /// Sent in decimal.
    case integer(Int64)

    package init(stringLiteral value: StaticString) { self = .literal(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }

    package static func integer(_ value: Int) -> RedisArgument { .integer(Int64(value)) }

    /// Bytes of the word itself.
    var byteCount: Int {
        switch self {
        case .literal(let text): text.utf8CodeUnitCount
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .integer(let value): value.decimalDigits
        }
    }
}

extension BinaryInteger {
    /// Characters of the decimal form, the sign included.
    var decimalDigits: Int { (self < 0 ? 1 : 0) + DecimalDigits.count(of: UInt64(magnitude)) }
}
