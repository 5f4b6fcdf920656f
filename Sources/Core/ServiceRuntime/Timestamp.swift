import Basics

/// Instants in RFC 3339, in UTC with milliseconds: `2026-03-01T08:30:00.250Z`.
package enum Timestamp {
    /// The 24 bytes for a time since 1970, clamped to the years 0 to 9999.
    package static func format(epochMilliseconds: Int64) -> String {
        String(decoding: bytes(epochMilliseconds: epochMilliseconds), as: UTF8.self)
    }

    static func bytes(epochMilliseconds: Int64) -> [UInt8] {
        let clamped = min(max(epochMilliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (seconds, milliseconds) = floorDivide(clamped, 1_000)
        let (days, secondOfDay) = floorDivide(seconds, 86_400)
        let date = CivilDate(epochDay: Int(days))
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(Int64(date.year), 4, "-", to: &text)
        append(Int64(date.month), 2, "-", to: &text)
        append(Int64(date.day), 2, "T", to: &text)
        append(secondOfDay / 3_600, 2, ":", to: &text)
        append(secondOfDay / 60 % 60, 2, ":", to: &text)
        append(secondOfDay % 60, 2, ".", to: &text)
        append(milliseconds, 3, "Z", to: &text)
        return text
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func append(_ number: Int64, _ width: Int, _ separator: Unicode.Scalar, to text: inout [UInt8]) {
        var divisor: Int64 = width == 4 ? 1_000 : width == 3 ? 100 : 10
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(ascii: separator))
    }
}
