/// Puts the payloads of a message's frames together, unmasked, and checks text as it comes (RFC 6455 sections 5.4 and 8.1).
struct WebSocketMessageAssembler {
    private var kind: WebSocketOpcode?
    private var payload: [UInt8] = []
    private var text = UTF8Validator()
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// A message has begun and its last frame has not.
    var isOpen: Bool { kind != nil }

    /// Takes a data frame's header. `available` payload octets are here already; no more memory is taken than has arrived.
    mutating func begin(_ header: WebSocketFrameHeader, available: Int) throws(WebSocketError) {
        guard header.length <= limit - payload.count else { throw .messageTooLarge(limit: limit) }
        if header.opcode != .continuation { kind = header.opcode }
        if payload.isEmpty { payload.reserveCapacity(min(header.length, available)) }
    }

    /// Takes the next payload octets.
    mutating func append(_ bytes: Span<UInt8>, _ mask: inout WebSocketMask) throws(WebSocketError) {
        let start = payload.count
        var key = mask
        payload.append(addingCapacity: bytes.count) { (room: inout OutputSpan<UInt8>) in
            unsafe room.withUnsafeMutableBufferPointer { (buffer, initialized) in
                if let base = buffer.baseAddress { unsafe key.apply(bytes, to: base + initialized) }
                initialized += bytes.count
            }
        }
        mask = key
        guard kind == .text else { return }
        var check = text
        guard check.feed(payload.span.extracting(start..<payload.count)) else { throw .invalidUTF8 }
        text = check
    }

    /// The message, after its last frame; all memory is given back.
    mutating func finish() throws(WebSocketError) -> WebSocketEvent {
        let (kind, payload, isComplete) = (kind, payload, text.isComplete)
        self = WebSocketMessageAssembler(limit: limit)
        guard kind == .text else { return .binary(payload) }
        guard isComplete else { throw .invalidUTF8 }
        return .text(String(decoding: payload, as: UTF8.self))
    }
}
