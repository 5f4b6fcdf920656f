/// A frame's header (RFC 6455 section 5.2).
///
///     FIN RSV1-3 opcode | MASK length7 | length 16 or 64, big endian | masking key 32 | payload
struct WebSocketFrameHeader {
    let fin: Bool
    let opcode: WebSocketOpcode
    /// Payload octets.
    let length: Int
    let mask: WebSocketMask
    /// Octets of the header itself.
    let size: Int

    /// Reads a header at the front of `bytes`; nil when it is not complete. A bad octet is refused as soon as it arrives.
    static func read(
        _ bytes: Span<UInt8>, role: WebSocketRole, inMessage: Bool, limits: borrowing WebSocketLimits
    ) throws(WebSocketError) -> WebSocketFrameHeader? {
        guard !bytes.isEmpty else { return nil }
        let first = bytes.at(0)
        guard first & 0x70 == 0 else { throw .reservedBits }
        guard let opcode = WebSocketOpcode(rawValue: first & 15) else { throw .reservedOpcode(first & 15) }
        let fin = first & 0x80 != 0
        guard fin || !opcode.isControl else { throw .fragmentedControl }
        if opcode == .continuation {
            guard inMessage else { throw .unexpectedContinuation }
        } else if !opcode.isControl {
            guard !inMessage else { throw .unfinishedMessage }
        }

        guard bytes.count > 1 else { return nil }
        let second = bytes.at(1)
        let isMasked = second & 0x80 != 0
        guard isMasked || role == .client else { throw .unmasked }
        guard !isMasked || role == .server else { throw .masked }
        let short = Int(second & 0x7F)
        guard short <= 125 || !opcode.isControl else { throw .controlTooLong }
        guard let (length, lengthEnd) = try length(bytes, short) else { return nil }
        guard length <= limits.frame else { throw .frameTooLarge(limit: limits.frame) }

        let size = lengthEnd + (isMasked ? 4 : 0)
        guard bytes.count >= size else { return nil }
        let mask = isMasked ? WebSocketMask(bytes, at: lengthEnd) : WebSocketMask(key: 0)
        return WebSocketFrameHeader(fin: fin, opcode: opcode, length: length, mask: mask, size: size)
    }

    /// The payload length and the offset behind it, in the fewest octets that hold it.
    private static func length(_ bytes: Span<UInt8>, _ short: Int) throws(WebSocketError) -> (Int, Int)? {
        guard short > 125 else { return (short, 2) }
        let end = short == 126 ? 4 : 10
        if short == 127, bytes.count > 2, bytes.at(2) & 0x80 != 0 { throw .invalidLength }
        guard bytes.count >= end else { return nil }
        var length = 0
        for i in 2..<end { length = length << 8 | Int(bytes.at(i)) }
        guard length > (short == 126 ? 125 : 65_535) else { throw .invalidLength }
        return (length, end)
    }
}
