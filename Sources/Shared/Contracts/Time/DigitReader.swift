/// Reads the fixed-width digits of dates and times from ASCII text, left to right.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

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
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func nextDigit() -> Int? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int(byte - UInt8(ascii: "0"))
    }
}
