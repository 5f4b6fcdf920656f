/// Instants in RFC 3339, in UTC with milliseconds: `2026-03-01T08:30:00.250Z`.
package enum Timestamp {
    /// The 24 bytes for a time since 1970, which must lie in the years 0 to 9999; what lies beyond is held at the end.
    package static func format(epochMilliseconds: Int64) -> String {
        String(decoding: bytes(epochMilliseconds: epochMilliseconds), as: UTF8.self)
    }

    static func bytes(epochMilliseconds: Int64) -> [UInt8] {
        let clamped = min(max(epochMilliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (seconds, milliseconds) = floorDivide(clamped, 1_000)
        let (days, secondOfDay) = floorDivide(seconds, 86_400)
        let (year, month, day) = civil(days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(year, 4, "-", to: &text)
        append(month, 2, "-", to: &text)
        append(day, 2, "T", to: &text)
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

    /// The Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March, so that the leap day comes
    /// last; 146,097 days make an era of 400 years.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
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
