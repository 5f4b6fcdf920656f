import Basics

extension ByteBuilder {
    /// `number` in decimal digits, with a minus sign where it is negative.
    mutating func append(decimal number: Int64) {
        reserve(20)
        if number < 0 { appendReserved(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        guard magnitude >= 10 else { return appendReserved(UInt8(ascii: "0") + UInt8(magnitude)) }
        append(length: DecimalDigits.count(of: magnitude)) { DecimalDigits.write(magnitude, into: &$0) }
    }
}
