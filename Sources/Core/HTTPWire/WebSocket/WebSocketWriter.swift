/// Writes frames (RFC 6455 section 5.2). A server passes no `mask`, a client a fresh unpredictable one for each frame (section
/// 5.3).
package enum WebSocketWriter {
    /// One frame. Control frames hold at most 125 octets and are never fragmented; more is a programming error.
    package static func write(
        _ opcode: WebSocketOpcode, payload: Span<UInt8>, fin: Bool = true, mask: UInt32? = nil, into output: inout ByteBuffer
    ) {
        let count = payload.count
        precondition(!opcode.isControl || (fin && count <= 125), "not a control frame")
        output.reserve(count + 14)
        output.append(opcode.rawValue | (fin ? 0x80 : 0))
        let flag: UInt8 = mask == nil ? 0 : 0x80
        if count <= 125 {
            output.append(flag | UInt8(count))
        } else if count <= 65_535 {
            output.append(flag | 126)
            output.append(UInt8(count >> 8))
            output.append(UInt8(truncatingIfNeeded: count))
        } else {
            output.append(flag | 127)
            for shift in stride(from: 56, through: 0, by: -8) { output.append(UInt8(truncatingIfNeeded: count >> shift)) }
        }
        guard let mask else { return output.append(payload) }
        for shift in stride(from: 24, through: 0, by: -8) { output.append(UInt8(truncatingIfNeeded: mask >> UInt32(shift))) }
        var key = WebSocketMask(key: mask)
        unsafe output.appendUninitialized(count) { room in
            if let base = room.baseAddress { unsafe key.apply(payload, to: base) }
            return count
        }
    }

    package static func write(
        _ opcode: WebSocketOpcode, payload: [UInt8], fin: Bool = true, mask: UInt32? = nil, into output: inout ByteBuffer
    ) {
        write(opcode, payload: payload.span, fin: fin, mask: mask, into: &output)
    }

    package static func write(
        _ opcode: WebSocketOpcode, payload: String, fin: Bool = true, mask: UInt32? = nil, into output: inout ByteBuffer
    ) {
        write(opcode, payload: payload.utf8.span, fin: fin, mask: mask, into: &output)
    }

    /// A close frame. Without a code it is empty; a code no frame may carry is a programming error. A reason beyond 123 octets is
    /// cut between two characters.
    package static func close(code: UInt16?, reason: String = "", mask: UInt32? = nil, into output: inout ByteBuffer) {
        guard let code else { return write(.close, payload: [], mask: mask, into: &output) }
        precondition(WebSocketCloseCode.isValid(code), "not a code for a frame")
        var payload = [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)]
        for scalar in reason.unicodeScalars {
            guard payload.count + UTF8.width(scalar) <= 125 else { break }
            payload.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
        }
        write(.close, payload: payload, mask: mask, into: &output)
    }

    /// A text message as one unmasked frame, to be encoded once and sent to many.
    package static func frame(text: String) -> [UInt8] {
        var output = ByteBuffer(capacity: text.utf8.count + 14)
        write(.text, payload: text, into: &output)
        return output.array()
    }
}
