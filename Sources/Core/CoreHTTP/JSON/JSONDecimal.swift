extension ByteBuilder {
    /// `number` in decimal digits, with a minus sign where it is negative.
    mutating func append(decimal number: Int64) {
        reserve(20)
        if number < 0 { appendReserved(UInt8(ascii: "-")) }
        var rest = number.magnitude
        guard rest >= 10 else { return appendReserved(UInt8(ascii: "0") + UInt8(rest)) }
        append(length: Self.digits(in: rest)) { room in
            var place = room.byteCount
            while place > 0 {
                place -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                room.storeBytes(of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit), toByteOffset: place, as: UInt8.self)
                rest = quotient
            }
        }
    }

    private static func digits(in number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}
