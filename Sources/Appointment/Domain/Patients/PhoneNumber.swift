import Contracts

/// A telephone number as E.164 writes it: a plus sign and 7 to 15 digits, of which the first is not 0. The one place that makes it of what
/// people write.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// To follow "must be".
    package static let expected = "a telephone number with the code of its country, like +49 30 1234567"
    /// What people write around a number of 15 digits.
    private static let longest = 40
    private static let digitCount = 7...15

    package let description: String

    /// `00` at the beginning means the plus sign; spaces, dots, slashes, hyphens, parentheses and a `(0)`, which is dialled within the country
    /// alone, are dropped; digits of any script count. Nil for what is no number then, and for one without the country's code.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.longest else { return nil }
        var signs: [Sign] = []
        for scalar in text.unicodeScalars {
            switch Sign(scalar) {
            case nil: return nil
            case .separator?: continue
            case let sign?: signs.append(sign)
            }
        }
        if let trunk = signs.indices.dropLast(2).first(where: { Array(signs[$0...$0 + 2]) == [.open, .digit(0), .close] }) {
            signs.removeSubrange(trunk...trunk + 2)
        }
        signs.removeAll { $0 == .open || $0 == .close }
        if signs.first == .plus {
            signs.removeFirst()
        } else if signs.starts(with: [.digit(0), .digit(0)]) {
            signs.removeFirst(2)
        } else {
            return nil
        }
        let digits = signs.compactMap(\.digit)
        guard digits.count == signs.count, Self.digitCount.contains(digits.count), digits.first != 0 else { return nil }
        description = "+" + digits.map(String.init).joined()
    }

    private enum Sign: Equatable {
        case plus, open, close, separator
        case digit(Int)

        var digit: Int? { if case .digit(let digit) = self { digit } else { nil } }

        init?(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "+", "\u{FF0B}": self = .plus
            case "(": self = .open
            case ")": self = .close
            case "-", ".", "/", "\u{2010}"..."\u{2015}": self = .separator
            case _ where scalar.properties.isWhitespace || scalar.isLayoutControl: self = .separator
            case _ where scalar.properties.numericType == .decimal:
                guard let value = scalar.properties.numericValue else { return nil }
                self = .digit(Int(value))
            default: return nil
            }
        }
    }
}
