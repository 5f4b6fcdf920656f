import Basics
package import Contracts

/// The element after which a page begins, in a list ordered by a time and an id.
package struct PagePosition: Sendable, Equatable {
    /// Where a list begins that has the latest first.
    package static let beginning = PagePosition(at: .latest, id: UUIDValue(high: .max, low: .max))

    package let at: Instant
    package let id: UUIDValue

    package init(at: Instant, id: UUIDValue) {
        self.at = at
        self.id = id
    }

    /// What a client sees of it: base64url of the time (microseconds, 8 bytes) and the id (16 bytes), most significant first.
    package var cursor: String {
        let bytes = [UInt8](capacity: 24) { bytes in
            for word in [UInt64(bitPattern: at.microseconds), id.high, id.low] {
                for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
            }
        }
        return Base64URL.encode(bytes)
    }

    /// Nil for a text that `cursor` does not make.
    package init?(cursor text: String) {
        guard text.utf8.count == 32, let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
        func word(from start: Int) -> UInt64 { bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        let microseconds = Int64(bitPattern: word(from: 0))
        let at = Instant(microseconds: microseconds)
        guard at.microseconds == microseconds else { return nil }
        self.init(at: at, id: UUIDValue(high: word(from: 8), low: word(from: 16)))
    }
}
