package import HTTPWire

/// What a WebSocket reader said about a stream, independent of how it was cut.
package struct WebSocketTranscript: Equatable {
    package private(set) var events: [WebSocketEvent] = []
    package private(set) var error: WebSocketError?
    package private(set) var left: [UInt8] = []
    package private(set) var isIdle = false

    package init(_ pieces: [[UInt8]], role: WebSocketRole = .client, limits: WebSocketLimits = .default) {
        var reader = WebSocketReader(role: role, limits: limits)
        var input = ByteBuffer()
        do throws(WebSocketError) {
            for piece in pieces {
                input.append(piece)
                while true {
                    let (event, consumed) = try input.withSpan { (bytes) throws(WebSocketError) in try reader.next(bytes) }
                    precondition(consumed >= 0 && consumed <= input.count)
                    input.consume(consumed)
                    if event == .needMore { break }
                    events.append(event)
                }
            }
        } catch {
            self.error = error
            do throws(WebSocketError) {
                _ = try input.withSpan { (bytes) throws(WebSocketError) in try reader.next(bytes).consumed }
                preconditionFailure("read on after \(error)")
            } catch let again {
                precondition(again == error)
            }
        }
        isIdle = reader.isIdle
        left = input.array()
    }
}

/// One frame as octets, legal or not.
package func frame(_ first: UInt8, _ payload: [UInt8], mask: UInt32? = nil) -> [UInt8] {
    var bytes = [first]
    let flag: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case 0...125: bytes.append(flag | UInt8(payload.count))
    case 126...65_535: bytes += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: bytes += [flag | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    guard let mask else { return bytes + payload }
    let key = (0..<4).map { UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32($0))) }
    return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
}
