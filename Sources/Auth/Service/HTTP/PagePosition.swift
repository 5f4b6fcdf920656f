import Contracts
import OpenSSL

/// Where a page of a list begins whose elements are in the order of a time and an id: after this one.
struct PagePosition: Sendable, Equatable {
    let at: Instant
    let id: UUIDValue

    /// What a client sees of it: base64url of the time (microseconds, 8 bytes) and the id (16 bytes), most significant first.
    var cursor: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        for word in [UInt64(bitPattern: at.microseconds), id.high, id.low] {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
        }
        return Base64URL.encode(bytes)
    }
}

extension PagePosition {
    /// Nil for what `cursor` never gives.
    init?(cursor text: String) {
        guard text.utf8.count == 32, let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
        let words = [0, 8, 16].map { start in bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        let at = Instant(microseconds: Int64(bitPattern: words[0]))
        guard at.microseconds == Int64(bitPattern: words[0]) else { return nil }
        self.init(at: at, id: UUIDValue(high: words[1], low: words[2]))
    }
}
