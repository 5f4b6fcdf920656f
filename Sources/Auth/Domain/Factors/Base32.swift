/// Base 32: five bits a letter. `standard` is RFC 4648 section 6 without padding, as authenticator apps read secrets; `crockford`
/// leaves out letters that people mistake for others.
enum Base32 {
    static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    static let crockford = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// A last letter that is not full is filled up with zeros.
    static func encode(_ bytes: [UInt8], _ alphabet: [UInt8]) -> String {
        var letters: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                letters.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { letters.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: letters, as: UTF8.self)
    }
}
