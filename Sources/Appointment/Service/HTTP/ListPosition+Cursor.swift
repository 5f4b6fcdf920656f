import Contracts
import OpenSSL

extension ListPosition {
    /// What a client sees of a position: base64url of the start (microseconds, 8 bytes) and the id (16 bytes), most significant first.
    var cursor: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        for word in [UInt64(bitPattern: startsAt.microseconds), id.uuid.high, id.uuid.low] {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
        }
        return Base64URL.encode(bytes)
    }

    /// Nil for what `cursor` never gives.
    init?(cursor text: String) {
        guard text.utf8.count == 32, let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
        let words = [0, 8, 16].map { start in bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        let instant = Instant(microseconds: Int64(bitPattern: words[0]))
        guard instant.microseconds == Int64(bitPattern: words[0]) else { return nil }
        self.init(startsAt: instant, id: AppointmentID(UUIDValue(high: words[1], low: words[2])))
    }
}
