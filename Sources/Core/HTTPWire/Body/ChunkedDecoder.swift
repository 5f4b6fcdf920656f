/// The chunked coding (RFC 9112 section 7.1).
///
///     1*HEXDIG [ chunk-ext ] CRLF data CRLF   …   1*"0" [ chunk-ext ] CRLF trailer-section CRLF
struct ChunkedDecoder {
    private enum State { case size, sizeLF, data, dataCR, dataLF, trailers }

    /// Digits that a size may have, leading zeros included.
    private static let maximumDigits = 16

    private var state = State.size
    private var digits = 0
    private var remaining = 0
    private var received = 0
    private var isLast = false
    private var chunkExtension: ChunkExtension?
    private var extensionBytes = 0
    private var trailerScanner = FieldScanner(startingAt: 0)
    private var trailers = HTTPFields()

    mutating func next(
        _ bytes: Span<UInt8>, limits: borrowing HTTPLimits
    ) throws(WireError) -> (step: BodyDecoder.Step, consumed: Int) {
        var at = 0
        let end = bytes.count
        while at < end {
            let byte = bytes.at(at)
            switch state {
            case .size:
                try takeSize(byte, limits)
                at += 1
            case .sizeLF:
                guard byte == .lf else { throw .bareCR }
                at += 1
                state = isLast ? .trailers : .data
            case .data:
                let taken = min(remaining, end - at)
                remaining -= taken
                received += taken
                if remaining == 0 { state = .dataCR }
                return (.data(at..<(at + taken)), at + taken)
            case .dataCR:
                guard byte == .cr else { throw .missingChunkEnd }
                at += 1
                state = .dataLF
            case .dataLF:
                guard byte == .lf else { throw .missingChunkEnd }
                at += 1
                state = .size
                digits = 0
                remaining = 0
            case .trailers:
                return try takeTrailers(bytes, at, limits)
            }
        }
        return (.needMore, at)
    }

    private mutating func takeSize(_ byte: UInt8, _ limits: borrowing HTTPLimits) throws(WireError) {
        if chunkExtension != nil {
            extensionBytes += 1
            guard extensionBytes <= limits.chunkExtensions else { throw .chunkExtensionsTooLarge(limit: limits.chunkExtensions) }
            if try chunkExtension?.take(byte) == true { endSize() }
        } else if let digit = byte.hexValue {
            digits += 1
            let (shifted, overflows) = remaining.multipliedReportingOverflow(by: 16)
            guard digits <= Self.maximumDigits else { throw .invalidChunkSize }
            guard !overflows, shifted + Int(digit) <= limits.body - received else { throw .bodyTooLarge(limit: limits.body) }
            remaining = shifted + Int(digit)
        } else {
            guard digits > 0 else { throw .invalidChunkSize }
            switch byte {
            case .cr: endSize()
            case .lf: throw .bareLF
            case .semicolon, .space, .tab:
                extensionBytes += 1
                guard extensionBytes <= limits.chunkExtensions else {
                    throw .chunkExtensionsTooLarge(limit: limits.chunkExtensions)
                }
                chunkExtension = ChunkExtension(startingWith: byte)
            default: throw .invalidChunkSize
            }
        }
    }

    private mutating func endSize() {
        chunkExtension = nil
        isLast = remaining == 0
        state = .sizeLF
    }

    /// The trailer section stays in the caller's buffer until it is complete: it begins at `start` in this call, at 0 in later ones.
    private mutating func takeTrailers(
        _ bytes: Span<UInt8>, _ start: Int, _ limits: borrowing HTTPLimits
    ) throws(WireError) -> (step: BodyDecoder.Step, consumed: Int) {
        let section = bytes.extracting(start..<bytes.count)
        let end = min(section.count, limits.trailers)
        while true {
            switch try trailerScanner.next(section, end: end, maximum: limits.fields) {
            case .field(let slot):
                try takeTrailer(section, slot)
            case .end:
                return (.end(trailers: trailers), start + trailerScanner.cursor)
            case .needMore:
                guard section.count < limits.trailers else { throw .trailersTooLarge(limit: limits.trailers) }
                return (.needMore, start)
            }
        }
    }

    /// Fields that frame or route the message are not allowed in a trailer (RFC 9110 section 6.5.1).
    private mutating func takeTrailer(_ bytes: Span<UInt8>, _ slot: FieldSlot) throws(WireError) {
        for name in ["content-length", "transfer-encoding", "host"] as [StaticString] {
            guard !bytes.equals(name, slot.name.lowerBound, slot.name.upperBound) else { throw .forbiddenTrailer }
        }
        guard trailers.appendChecked(bytes.text(slot.name), bytes.text(slot.value)) else { throw .invalidFieldValue }
    }
}
