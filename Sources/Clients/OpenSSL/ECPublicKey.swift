import COpenSSL

/// A public key on P-256 that verifies ES256 signatures (ECDSA with SHA-256, FIPS 186-5) in ASN.1 DER, the form that WebAuthn has: passkeys.
package final class ECPublicKey: @unchecked Sendable {
    /// Bytes of a coordinate.
    package static let coordinateLength = 32

    /// An `EVP_PKEY`. Nothing changes it after `init`, and libcrypto counts its references atomically, so threads may verify with it at
    /// once.
    private let key: OpaquePointer

    private init(owning key: OpaquePointer) { self.key = key }

    deinit { EVP_PKEY_free(key) }

    /// Both coordinates big-endian, 32 bytes. Refuses a point that is not on the curve.
    package static func make(x: [UInt8], y: [UInt8]) throws(OpenSSLError) -> ECPublicKey {
        guard x.count == coordinateLength, y.count == coordinateLength else { throw .invalidPublicKey }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw .algorithmUnavailable("EC") }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_fromdata_init(context) == 1 else { throw .algorithmUnavailable("EC") }
        var curve = Array("prime256v1".utf8CString)
        // Uncompressed (SEC 1 section 2.3.3).
        var point = [4] + x + y
        var key: OpaquePointer?
        let made = curve.withUnsafeMutableBufferPointer { curve in
            point.withUnsafeMutableBufferPointer { point in
                var parameters = [
                    OSSL_PARAM_construct_utf8_string(ParameterName.group, curve.baseAddress, 0),
                    OSSL_PARAM_construct_octet_string(ParameterName.publicKey, point.baseAddress, point.count),
                    OSSL_PARAM_construct_end(),
                ]
                return EVP_PKEY_fromdata(context, &key, SignatureCheck.publicKeySelection, &parameters)
            }
        }
        guard made == 1, let key else {
            ERR_clear_error()
            throw .invalidPublicKey
        }
        return ECPublicKey(owning: key)
    }

    /// Whether the holder of the private key signed `message`.
    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        SignatureCheck.isValid(signature.span, for: message.span, by: key)
    }
}
