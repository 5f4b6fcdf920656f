/// The base64 of RFC 4648 section 4, as far as the WebSocket handshake needs it.
enum Base64 {
    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let (a, b, c) = (
                bytes[start], start + 1 < bytes.count ? bytes[start + 1] : 0, start + 2 < bytes.count ? bytes[start + 2] : 0
            )
            text.append(digit(a >> 2))
            text.append(digit((a & 3) << 4 | b >> 4))
            text.append(start + 1 < bytes.count ? digit((b & 15) << 2 | c >> 6) : UInt8(ascii: "="))
            text.append(start + 2 < bytes.count ? digit(c & 63) : UInt8(ascii: "="))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether `text` is the padded base64 of exactly sixteen octets: 22 digits and `==`, the last digit without stray bits.
    static func isSixteenOctets(_ text: Span<UInt8>) -> Bool {
        guard text.count == 24, text.at(22) == UInt8(ascii: "="), text.at(23) == UInt8(ascii: "=") else { return false }
        for i in 0..<21 where value(text.at(i)) == nil { return false }
        guard let last = value(text.at(21)) else { return false }
        return last & 15 == 0
    }
}
