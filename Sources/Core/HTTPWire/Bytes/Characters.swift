/// Classes of octets from the RFCs' grammars, each a 128-bit mask: membership is two shifts, no table in memory.
struct CharacterClass {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let half = byte & 0x40 == 0 ? low : high
        return byte < 0x80 && (half >> UInt64(byte & 0x3F)) & 1 != 0
    }

    /// tchar, RFC 9110 section 5.6.2: letters, digits and ``!#$%&'*+-.^_`|~``.
    @inline(__always) static var token: Self { Self(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// unreserved / sub-delims, RFC 3986 section 2: letters, digits, `-._~` and `!$&'()*+,;=`. What a reg-name holds beside
    /// escapes.
    @inline(__always) static var name: Self { Self(low: 0x2BFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }

    /// pchar without escapes, and `/`: what a path holds, RFC 3986 section 3.3.
    @inline(__always) static var path: Self { Self(low: 0x2FFF_FFD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF) }

    /// The path's characters, `?` and `%`, and those browsers leave bare in a query: ``[ ] { } | \ ^ ` ``.
    @inline(__always) static var query: Self { Self(low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF) }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lf = UInt8(ascii: "\n")
    static let cr = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let quote = UInt8(ascii: "\"")
    static let slash = UInt8(ascii: "/")
    static let percent = UInt8(ascii: "%")

    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    /// SP or HTAB: the only octets of OWS and BWS.
    @inline(__always) var isBlank: Bool { self == .space || self == .tab }

    /// ASCII letters in lower case, everything else as it is.
    @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// 0 to 15, or nil when this is no hexadecimal digit.
    @inline(__always) var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }
}
