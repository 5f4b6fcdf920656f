import HTTPWire
import WireSupport

private let limits = WebSocketLimits(frame: 200, message: 300)

/// The octets as they come; the first chooses the side that reads.
func checkFrameDecoder(_ bytes: [UInt8]) {
    let role: WebSocketRole = (bytes.first ?? 0) & 1 == 0 ? .server : .client
    readTheSame(Array(bytes.dropFirst()), role)
}

/// Well-formed masked frames, so that the fuzzer gets past headers: of three octets each, opcode and FIN, length, mask.
func checkMessageAssembler(_ bytes: [UInt8]) {
    var stream: [UInt8] = []
    var rest = bytes[...]
    while rest.count >= 3 {
        let (first, length, mask) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]) % 160, rest[rest.startIndex + 2])
        rest = rest.dropFirst(3)
        let opcode: UInt8 = [0x0, 0x1, 0x2, 0x8, 0x9, 0xA][Int(first & 0x7F) % 6]
        stream += frame(opcode | first & 0x80, Array(rest.prefix(length)), mask: UInt32(mask) &* 0x0101_0101)
        rest = rest.dropFirst(length)
    }
    readTheSame(stream, .server)
}

private func readTheSame(_ stream: [UInt8], _ role: WebSocketRole) {
    let whole = WebSocketTranscript([stream], role: role, limits: limits)
    for pieces in otherPieces(stream) {
        let cut = WebSocketTranscript(pieces, role: role, limits: limits)
        require(cut.events == whole.events && cut.error == whole.error, "another meaning when cut: \(whole) -- \(cut)")
    }
    for event in whole.events {
        switch event {
        case .text(let text): require(text.utf8.count <= 300, "a message of \(text.utf8.count)")
        case .binary(let payload): require(payload.count <= 300, "a message of \(payload.count)")
        case .ping(let payload), .pong(let payload): require(payload.count <= 125, "a control frame of \(payload.count)")
        case .close(let code, let reason): require(reason.utf8.count <= 123 && code != 1005, "a close frame with \(reason)")
        case .needMore: fatalError("an event that is none")
        }
    }
}
