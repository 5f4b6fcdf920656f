/// Why bytes are no JSON document, or none we read. `offset` counts bytes from the start.
package enum JSONError: Error, Equatable, Sendable {
    case unexpectedEnd(offset: Int)
    case unexpectedByte(UInt8, offset: Int)
    case trailingBytes(offset: Int)
    case invalidUTF8(offset: Int)
    /// An unescaped byte below 0x20 within a string.
    case controlCharacter(offset: Int)
    case invalidEscape(offset: Int)
    /// Half of a surrogate pair: no Unicode text holds it.
    case loneSurrogate(offset: Int)
    /// A repeated name. RFC 8259 leaves its meaning open, so two readers might see two different requests.
    case duplicateName(offset: Int)
    /// Beyond what a double can hold.
    case numberOutOfRange(offset: Int)
    case tooLarge(limit: Int)
    case tooDeep(limit: Int, offset: Int)
    case tooManyMembers(limit: Int, offset: Int)
    case tooManyValues(limit: Int, offset: Int)

    /// Where the error was found, in bytes from the start.
    package var offset: Int {
        switch self {
        case .unexpectedEnd(let offset), .unexpectedByte(_, let offset), .trailingBytes(let offset), .invalidUTF8(let offset),
            .controlCharacter(let offset), .invalidEscape(let offset), .loneSurrogate(let offset), .duplicateName(let offset),
            .numberOutOfRange(let offset), .tooDeep(_, let offset), .tooManyMembers(_, let offset), .tooManyValues(_, let offset):
            offset
        case .tooLarge(let limit): limit
        }
    }
}
