import Contracts
import OpenSSL

extension ListPosition {
    /// What a client sees of a position: base64url of the start (microseconds, 8 bytes) and the id (16 bytes), most significant first.
    var cursor: String {
        let bytes = [UInt8](capacity: 24) { bytes in
            for word in [UInt64(bitPattern: startsAt.microseconds), id.uuid.high, id.uuid.low] {
                for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
            }
        }
        return Base64URL.encode(bytes)
    }

    /// Nil for what `cursor` never gives.
    init?(cursor text: String) {
        guard text.utf8.count == 32, let bytes = Base64URL.decode(text), bytes.count == 24 else { return nil }
        func word(from start: Int) -> UInt64 {
            var word: UInt64 = 0
            for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
            return word
        }
        let microseconds = Int64(bitPattern: word(from: 0))
        let instant = Instant(microseconds: microseconds)
        guard instant.microseconds == microseconds else { return nil }
        self.init(startsAt: instant, id: AppointmentID(UUIDValue(high: word(from: 8), low: word(from: 16))))
    }
}
