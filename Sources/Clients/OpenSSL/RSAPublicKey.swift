import COpenSSL

/// An RSA public key that verifies RS256 signatures (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017 section 8.2, RFC 7518
/// section 3.3): the ID tokens of an identity provider, whose JWKS gives modulus and exponent.
package struct RSAPublicKey: Sendable {
    /// 2,048 bits are what RFC 7518 asks for; beyond 8,192 a verification costs more than it should.
    package static let allowedBits = 2_048...8_192

    private let key: VerifyingKey

    private init(_ key: VerifyingKey) { self.key = key }

    /// Both numbers big-endian, as `n` and `e` of a JWK are (RFC 7518 section 6.3.1). Refuses a modulus that is even or of
    /// a size not allowed, and an exponent that is even, below 3 or above 32 bits.
    package static func make(modulus: [UInt8], exponent: [UInt8]) throws(OpenSSLError) -> RSAPublicKey {
        var modulus = Array(modulus.drop { $0 == 0 }.reversed())
        var exponent = Array(exponent.drop { $0 == 0 }.reversed())
        let bits = modulus.count * 8 - (modulus.last?.leadingZeroBitCount ?? 0)
        guard allowedBits.contains(bits), modulus[0] & 1 == 1, (1...4).contains(exponent.count), exponent[0] & 1 == 1,
            exponent != [1]
        else { throw .invalidPublicKey }
        // libcrypto takes numbers in the machine's own byte order.
        return try modulus.withUnsafeMutableBufferPointer { modulus throws(OpenSSLError) in
            try exponent.withUnsafeMutableBufferPointer { exponent throws(OpenSSLError) in
                RSAPublicKey(
                    try VerifyingKey(
                        "RSA",
                        [
                            OSSL_PARAM_construct_BN(ParameterName.modulus, modulus.baseAddress, modulus.count),
                            OSSL_PARAM_construct_BN(ParameterName.exponent, exponent.baseAddress, exponent.count),
                            OSSL_PARAM_construct_end(),
                        ]))
            }
        }
    }

    /// Whether the holder of the private key signed `message`. False, never an error, for a signature of another length.
    package func isValid(_ signature: Span<UInt8>, for message: Span<UInt8>) -> Bool {
        key.isValid(signature, for: message)
    }

    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool { isValid(signature.span, for: message.span) }
}
