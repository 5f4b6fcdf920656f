/// Reads the fixed-width digits of dates and times from ASCII text, left to right.
struct DigitReader {
    /// Longer than any date or time there is; a longer text reads as empty.
    private static let capacity = 40

    /// Behind the text are zeros, which are no digit and no mark.
    private var bytes = InlineArray<41, UInt8>(repeating: 0)
    private let count: Int
    private var position = 0

    init(_ text: String) {
        let utf8 = text.utf8.span
        count = utf8.count <= Self.capacity ? utf8.count : 0
        for index in 0..<count { bytes[index] = utf8[index] }
    }

    var isAtEnd: Bool { position == count }

    /// Exactly `count` decimal digits; nil, with an undefined position, when there are fewer.
    mutating func number(of count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = nextDigit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// One to `limit` digits after a decimal point, as a count of units of the `keeping`th place; further digits are cut.
    mutating func fraction(upTo limit: Int, keeping places: Int) -> Int? {
        var value = 0
        var count = 0
        while let digit = nextDigit() {
            count += 1
            guard count <= limit else { return nil }
            if count <= places { value = value * 10 + digit }
        }
        guard count > 0 else { return nil }
        for _ in min(count, places)..<places { value *= 10 }
        return value
    }

    /// Steps over `mark` when it is next; says whether it was.
    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard bytes[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func nextDigit() -> Int? {
        let digit = bytes[position] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        position += 1
        return Int(digit)
    }
}
