/// Whole numbers in base 10, for writers that own the memory they write into.
package enum DecimalDigits {
    /// How many digits `number` has; 1 for 0.
    @inlinable package static func count(of number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }

    /// Fills `room`, which has exactly as many bytes as `number` has digits.
    @inlinable package static func write(_ number: UInt64, into room: inout MutableRawSpan) {
        var rest = number
        var place = room.byteCount
        while place > 0 {
            place -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            room.storeBytes(of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit), toByteOffset: place, as: UInt8.self)
            rest = quotient
        }
    }
}
