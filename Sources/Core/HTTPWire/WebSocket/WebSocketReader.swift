/// Reads the frames of one direction of a WebSocket and gives whole messages and control frames (RFC 6455), without doing any I/O.
///
/// Give `next` everything received and not yet consumed; drop what it consumed; repeat until `needMore`. Between messages it holds
/// no memory. Everything the RFC forbids is refused as soon as it is seen; the first error is final. After a close frame
/// the rest of the stream is consumed and ignored (section 5.5.1).
package struct WebSocketReader: ~Copyable {
    private enum Phase {
        case header
        /// Inside a data frame's payload.
        case payload(missing: Int, mask: WebSocketMask, fin: Bool)
        case closed
        case failed(WebSocketError)
    }

    private let role: WebSocketRole
    private let limits: WebSocketLimits
    private var phase = Phase.header
    private var message: WebSocketMessageAssembler

    package init(role: WebSocketRole, limits: WebSocketLimits = .default) {
        self.role = role
        self.limits = limits
        message = WebSocketMessageAssembler(limit: limits.message)
    }

    /// Between messages, and nothing of the next has been consumed.
    package var isIdle: Bool {
        if case .header = phase { !message.isOpen } else { false }
    }

    /// One event, and how many octets of `input` it consumes from the front.
    package mutating func next(_ input: Span<UInt8>) throws(WebSocketError) -> (event: WebSocketEvent, consumed: Int) {
        do throws(WebSocketError) {
            return try advance(input)
        } catch {
            phase = .failed(error)
            throw error
        }
    }

    private mutating func advance(_ input: Span<UInt8>) throws(WebSocketError) -> (event: WebSocketEvent, consumed: Int) {
        var consumed = 0
        while true {
            switch phase {
            case .header:
                let rest = input.extracting(consumed..<input.count)
                guard let header = try WebSocketFrameHeader.read(rest, role: role, inMessage: message.isOpen, limits: limits) else {
                    return (.needMore, consumed)
                }
                let arrived = rest.count - header.size
                if header.opcode.isControl {
                    // At most 125 octets: they wait in the caller's buffer.
                    guard arrived >= header.length else { return (.needMore, consumed) }
                    let payload = rest.extracting(header.size..<(header.size + header.length))
                    return (try control(header, payload), consumed + header.size + header.length)
                }
                try message.begin(header, available: arrived)
                phase = .payload(missing: header.length, mask: header.mask, fin: header.fin)
                consumed += header.size
            case .payload(let missing, var mask, let fin):
                let taken = min(missing, input.count - consumed)
                try message.append(input.extracting(consumed..<(consumed + taken)), &mask)
                consumed += taken
                guard taken == missing else {
                    phase = .payload(missing: missing - taken, mask: mask, fin: fin)
                    return (.needMore, consumed)
                }
                phase = .header
                if fin { return (try message.finish(), consumed) }
            case .closed:
                return (.needMore, input.count)
            case .failed(let error):
                throw error
            }
        }
    }

    private mutating func control(_ header: WebSocketFrameHeader, _ masked: Span<UInt8>) throws(WebSocketError) -> WebSocketEvent {
        var mask = header.mask
        let payload = unsafe [UInt8](unsafeUninitializedCapacity: masked.count) { buffer, count in
            if let base = buffer.baseAddress { unsafe mask.apply(masked, to: base) }
            count = masked.count
        }
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        default: break
        }
        let close = try Self.close(payload)
        phase = .closed
        message = WebSocketMessageAssembler(limit: limits.message)
        return close
    }

    /// A close frame's payload: nothing, or a code of two octets and a reason in UTF-8 (section 5.5.1).
    private static func close(_ payload: [UInt8]) throws(WebSocketError) -> WebSocketEvent {
        guard !payload.isEmpty else { return .close(code: nil, reason: "") }
        guard payload.count >= 2 else { throw .invalidClosePayload }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard WebSocketCloseCode.isValid(code) else { throw .invalidCloseCode(code) }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else { throw .invalidUTF8 }
        return .close(code: code, reason: reason)
    }
}
