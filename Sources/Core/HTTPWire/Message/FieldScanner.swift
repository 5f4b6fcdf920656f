/// Where one field line lies in its section's bytes; the value without surrounding blanks.
struct FieldSlot: Sendable {
    let nameStart: UInt32
    let nameEnd: UInt32
    let valueStart: UInt32
    let valueEnd: UInt32

    @inline(__always) var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    @inline(__always) var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}

/// Scans a field section up to its empty line (RFC 9112 section 5), resuming where the bytes ended: each octet is looked at once.
///
///     name ":" OWS value OWS CR LF        … CR LF
///
/// Offsets count from the first octet of `bytes`, which must be the same octet in every call. A bad octet is refused as soon as
/// it is seen.
struct FieldScanner {
    enum Step {
        case needMore
        case field(FieldSlot)
        case end
    }

    private enum State: UInt8 { case lineStart, name, beforeValue, value, valueLF, endLF }

    private(set) var cursor: Int
    private var state = State.lineStart
    private var count = 0
    private var nameStart = 0
    private var nameEnd = 0
    private var valueStart = 0

    init(startingAt cursor: Int) {
        self.cursor = cursor
    }

    /// The next field line within the first `end` octets. `maximum` is the most field lines allowed.
    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>, end: Int, maximum: Int) throws(WireError) -> Step {
        var at = cursor
        scan: while at < end {
            switch state {
            case .lineStart:
                let byte = bytes.at(at)
                if !CharacterClass.token.contains(byte) {
                    try refuseLineStart(byte)
                    state = .endLF
                    at += 1
                    continue scan
                }
                guard count < maximum else { throw .tooManyFields(limit: maximum) }
                nameStart = at
                at += 1
                state = .name
                fallthrough
            case .name:
                while at < end, CharacterClass.token.contains(bytes.at(at)) { at += 1 }
                guard at < end else { break scan }
                guard bytes.at(at) == .colon else { throw Self.afterName(bytes.at(at)) }
                nameEnd = at
                at += 1
                state = .beforeValue
                fallthrough
            case .beforeValue:
                while at < end, bytes.at(at).isBlank { at += 1 }
                valueStart = at
                guard at < end else { break scan }
                state = .value
                fallthrough
            case .value:
                at = bytes.firstControl(from: at, to: end)
                guard at < end else { break scan }
                guard bytes.at(at) == .cr else { throw bytes.at(at) == .lf ? .bareLF : .invalidFieldValue }
                at += 1
                state = .valueLF
                guard at < end else { break scan }
                fallthrough
            case .valueLF:
                guard bytes.at(at) == .lf else { throw .bareCR }
                var valueEnd = at - 1
                while valueEnd > valueStart, bytes.at(valueEnd - 1).isBlank { valueEnd -= 1 }
                cursor = at + 1
                state = .lineStart
                count += 1
                return .field(
                    FieldSlot(
                        nameStart: UInt32(truncatingIfNeeded: nameStart), nameEnd: UInt32(truncatingIfNeeded: nameEnd),
                        valueStart: UInt32(truncatingIfNeeded: valueStart), valueEnd: UInt32(truncatingIfNeeded: valueEnd)))
            case .endLF:
                guard bytes.at(at) == .lf else { throw .bareCR }
                cursor = at + 1
                return .end
            }
        }
        cursor = at
        return .needMore
    }

    /// Anything but a token character may only be the CR of the empty line.
    private func refuseLineStart(_ byte: UInt8) throws(WireError) {
        switch byte {
        case .cr: return
        case .lf: throw .bareLF
        case .space, .tab: throw count == 0 ? .leadingWhitespace : .obsoleteFold
        case .colon: throw .emptyFieldName
        default: throw .invalidFieldName
        }
    }

    private static func afterName(_ byte: UInt8) -> WireError {
        switch byte {
        case .space, .tab: .spaceBeforeColon
        case .cr, .lf: .missingColon
        default: .invalidFieldName
        }
    }
}
