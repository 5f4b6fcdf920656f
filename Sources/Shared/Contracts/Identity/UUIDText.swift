/// The text form of a UUID, `8-4-4-4-12` lower-case hexadecimal digits (RFC 9562 section 4).
///
/// ```
/// 0198a3c4-8f00-7abc-8def-0123456789ab
/// └ high word, 64 bits ┘└ low word, 64 bits ┘
/// ```
enum UUIDText {
    static let length = 36

    static func isHyphen(at index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }

    static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Fills 36 bytes of `output`.
    static func write(_ value: UUIDValue, into output: UnsafeMutableBufferPointer<UInt8>) {
        let (first, second) = (value.high, value.low)
        var shift: UInt64 = 60
        for index in 0..<length {
            if isHyphen(at: index) {
                unsafe output[index] = UInt8(ascii: "-")
                continue
            }
            let nibble = UInt8(truncatingIfNeeded: (index < 18 ? first : second) >> shift) & 0xF
            unsafe output[index] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
            shift = shift == 0 ? 60 : shift - 4
        }
    }
}

extension UUIDValue: CustomStringConvertible {
    /// 36 characters, lower case.
    package var description: String {
        unsafe String(unsafeUninitializedCapacity: UUIDText.length) { buffer in
            unsafe UUIDText.write(self, into: buffer)
            return UUIDText.length
        }
    }
}
