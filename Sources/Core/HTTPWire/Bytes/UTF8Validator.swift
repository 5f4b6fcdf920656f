/// Incremental UTF-8 check that fails at the first octet no valid text can contain there (RFC 3629; table 3-7 of the Unicode
/// standard). State is three octets, so text may be cut anywhere between two calls.
struct UTF8Validator {
    private var missing: UInt8 = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether everything so far ends at the end of a character.
    var isComplete: Bool { missing == 0 }

    /// False as soon as the bytes so far cannot be the beginning of valid UTF-8.
    mutating func feed(_ bytes: Span<UInt8>) -> Bool {
        var at = 0
        let end = bytes.count
        while at < end {
            if missing == 0 {
                while at + 8 <= end, bytes.word(at: at) & 0x8080_8080_8080_8080 == 0 { at += 8 }
                while at < end, bytes.at(at) < 0x80 { at += 1 }
                guard at < end else { return true }
                guard begin(bytes.at(at)) else { return false }
            } else {
                let byte = bytes.at(at)
                guard byte >= lower, byte <= upper else { return false }
                missing -= 1
                lower = 0x80
                upper = 0xBF
            }
            at += 1
        }
        return true
    }

    /// Takes a leading octet of 0x80 or more: how many follow, and which may come first.
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lower) = (2, 0xA0)
        case 0xED: (missing, upper) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lower) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, upper) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
