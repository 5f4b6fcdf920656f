package import OpenSSL

/// The public key of a passkey, as COSE has it (RFC 9052 section 7, RFC 9053): ES256 on P-256, or RS256.
package enum CredentialKey: Sendable {
    case es256(ECPublicKey)
    case rs256(RSAPublicKey)

    /// The algorithms that are asked for, the preferred one first: `alg` of COSE.
    package static let algorithms: [Int64] = [-7, -257]

    /// From the bytes of a COSE key. Members that do not belong to the key's kind are ignored.
    package init(cose octets: [UInt8]) throws(WebAuthnFailure) {
        guard let map = try CBORReader.parse(octets).map else { throw .malformed }
        do throws(OpenSSLError) {
            switch (map[1]?.integer, map[3]?.integer) {
            case (2, -7):
                guard map[-1]?.integer == 1, let x = map[-2]?.bytes, let y = map[-3]?.bytes else { throw .invalidPublicKey }
                self = .es256(try ECPublicKey.make(x: x, y: y))
            case (3, -257):
                guard let modulus = map[-1]?.bytes, let exponent = map[-2]?.bytes else { throw .invalidPublicKey }
                self = .rs256(try RSAPublicKey.make(modulus: modulus, exponent: exponent))
            default: throw .invalidPublicKey
            }
        } catch { throw .unsupportedKey }
    }

    package var algorithm: Int64 {
        switch self {
        case .es256: -7
        case .rs256: -257
        }
    }

    func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        switch self {
        case .es256(let key): key.isValid(signature, for: message)
        case .rs256(let key): key.isValid(signature, for: message)
        }
    }
}
