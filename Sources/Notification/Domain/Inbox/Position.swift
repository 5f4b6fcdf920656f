/// A place in the history of one inbox: the number of the last thing that happened to it. 0 is an inbox nothing has happened
/// to yet; every arrival, reading, unreading and deletion takes the next number.
package struct Position: Hashable, Comparable, Sendable {
    package static let start = Position(unchecked: 0)

    package let number: Int64

    /// Nil when negative.
    package init?(_ number: Int64) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    /// From a query parameter, a header or a message: decimal digits only, nil for anything else.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text)
        else { return nil }
        self.number = number
    }

    /// Nil after the last number there is.
    package var next: Position? { number == .max ? nil : Position(unchecked: number + 1) }

    private init(unchecked number: Int64) {
        self.number = number
    }

    package static func < (left: Position, right: Position) -> Bool { left.number < right.number }
}

extension Position: CustomStringConvertible {
    package var description: String { "\(number)" }
}
