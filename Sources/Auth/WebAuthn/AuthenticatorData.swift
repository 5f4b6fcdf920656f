/// What the authenticator says and signs (WebAuthn level 2 section 6.1):
///
/// ```
/// | rpIdHash 32 | flags 1 | signCount 4 | AT: aaguid 16, length 2, credential id, COSE key | ED: extensions |
///                 ED AT - BS BE UV - UP
/// ```
struct AuthenticatorData {
    /// A credential that has just been made.
    struct Attested {
        let credentialID: [UInt8]
        /// The COSE key, as it came.
        let key: [UInt8]
    }

    static let credentialIDLimit = 1_023
    private static let fixedLength = 37

    let relyingPartyHash: [UInt8]
    let signCount: UInt32
    let attested: Attested?
    private let flags: UInt8

    var isUserPresent: Bool { flags & 0x01 != 0 }
    var isUserVerified: Bool { flags & 0x04 != 0 }
    /// The key may be copied to other devices of the owner.
    var isBackupEligible: Bool { flags & 0x08 != 0 }
    var isBackedUp: Bool { flags & 0x10 != 0 }

    /// Nothing may follow.
    init(_ octets: [UInt8]) throws(WebAuthnFailure) {
        guard octets.count >= Self.fixedLength else { throw .malformed }
        relyingPartyHash = Array(octets[..<32])
        flags = octets[32]
        signCount = octets[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        // A key that is not eligible cannot be backed up (level 3 section 6.1.3).
        guard flags & 0x18 != 0x10 else { throw .malformed }
        var position = Self.fixedLength
        if flags & 0x40 != 0 {
            guard octets.count >= position + 18 else { throw .malformed }
            let length = Int(octets[position + 16]) << 8 | Int(octets[position + 17])
            position += 18
            guard (1...Self.credentialIDLimit).contains(length), octets.count >= position + length else { throw .malformed }
            let id = Array(octets[position..<(position + length)])
            position += length
            let end = try Self.endOfMap(octets, position)
            attested = Attested(credentialID: id, key: Array(octets[position..<end]))
            position = end
        } else {
            attested = nil
        }
        if flags & 0x80 != 0 { position = try Self.endOfMap(octets, position) }
        guard position == octets.count else { throw .malformed }
    }

    private static func endOfMap(_ octets: [UInt8], _ start: Int) throws(WebAuthnFailure) -> Int {
        var reader = CBORReader(octets, from: start)
        guard case .map = try reader.next() else { throw .malformed }
        return reader.position
    }
}
