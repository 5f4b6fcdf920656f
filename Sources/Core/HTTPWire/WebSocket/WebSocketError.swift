/// Every way a peer breaks RFC 6455, one case each. The connection is failed with `closeCode` (section 7.1.7).
package enum WebSocketError: Error, Sendable, Equatable {
    /// RSV1 to RSV3 without an extension that gives them meaning, section 5.2.
    case reservedBits
    case reservedOpcode(UInt8)
    /// A client sent an unmasked frame, section 5.1.
    case unmasked
    /// A server sent a masked frame.
    case masked
    /// A length not in the fewest octets, or with the highest of 64 bits set.
    case invalidLength
    case fragmentedControl, controlTooLong
    /// A continuation without a message to continue.
    case unexpectedContinuation
    /// A new message before the end of a fragmented one.
    case unfinishedMessage
    case invalidClosePayload
    case invalidCloseCode(UInt16)
    case invalidUTF8
    case frameTooLarge(limit: Int)
    case messageTooLarge(limit: Int)

    /// The status to close with, section 7.4.1.
    package var closeCode: UInt16 {
        switch self {
        case .invalidUTF8: 1007
        case .frameTooLarge, .messageTooLarge: 1009
        default: 1002
        }
    }
}
