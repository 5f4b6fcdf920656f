import COpenSSL

/// A public key on P-256 that verifies ES256 signatures (ECDSA with SHA-256, FIPS 186-5) in ASN.1 DER, the form that WebAuthn has: passkeys.
package struct ECPublicKey: Sendable {
    /// Bytes of a coordinate.
    package static let coordinateLength = 32

    private let key: VerifyingKey

    private init(_ key: VerifyingKey) { self.key = key }

    /// Both coordinates big-endian, 32 bytes. Refuses a point that is not on the curve.
    package static func make(x: [UInt8], y: [UInt8]) throws(OpenSSLError) -> ECPublicKey {
        guard x.count == coordinateLength, y.count == coordinateLength else { throw .invalidPublicKey }
        var curve = Array("prime256v1".utf8CString)
        // Uncompressed (SEC 1 section 2.3.3).
        var point = [4] + x + y
        return try curve.withUnsafeMutableBufferPointer { curve throws(OpenSSLError) in
            try point.withUnsafeMutableBufferPointer { point throws(OpenSSLError) in
                ECPublicKey(
                    try VerifyingKey(
                        "EC",
                        [
                            OSSL_PARAM_construct_utf8_string(ParameterName.group, curve.baseAddress, 0),
                            OSSL_PARAM_construct_octet_string(ParameterName.publicKey, point.baseAddress, point.count),
                            OSSL_PARAM_construct_end(),
                        ]))
            }
        }
    }

    /// Whether the holder of the private key signed `message`.
    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        key.isValid(signature.span, for: message.span)
    }
}
