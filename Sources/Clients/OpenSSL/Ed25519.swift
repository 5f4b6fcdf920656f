import COpenSSL

/// Ed25519 (RFC 8032): signatures of 64 octets by keys of 32, the same octets whenever the same is signed.
package enum Ed25519 {
    /// Octets of a seed (the private key) and of a public key.
    package static let keyLength = 32
    package static let signatureLength = 64

    /// A private key. Its description shows nothing.
    package final class PrivateKey: @unchecked Sendable, CustomStringConvertible {
        /// An `EVP_PKEY`. Nothing changes it after `init`, and libcrypto counts its references atomically.
        private let key: OpaquePointer
        package let publicKey: PublicKey

        /// `seed`: 32 octets of randomness (RFC 8032 section 5.1.5).
        package init(seed: [UInt8]) throws(OpenSSLError) {
            guard seed.count == keyLength, let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count) else {
                ERR_clear_error()
                throw .invalidPrivateKey
            }
            var octets = [UInt8](repeating: 0, count: keyLength)
            var count = octets.count
            guard EVP_PKEY_get_raw_public_key(key, &octets, &count) == 1 else { preconditionFailure("libcrypto is out of memory") }
            self.key = key
            publicKey = try PublicKey(octets: octets)
        }

        deinit { EVP_PKEY_free(key) }

        package func sign(_ message: [UInt8]) -> [UInt8] {
            guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto is out of memory") }
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: signatureLength)
            var count = signature.count
            let isSigned =
                EVP_DigestSignInit_ex(context, nil, nil, nil, nil, key, nil) == 1
                && EVP_DigestSign(context, &signature, &count, message, message.count) == 1
            precondition(isSigned && count == signatureLength, "libcrypto is out of memory")
            return signature
        }

        package var description: String { "(private key)" }
    }

    package struct PublicKey: Sendable {
        private let key: VerifyingKey
        package let octets: [UInt8]

        package init(octets: [UInt8]) throws(OpenSSLError) {
            guard octets.count == keyLength else { throw .invalidPublicKey }
            var copy = octets
            key = try copy.withUnsafeMutableBufferPointer { octets throws(OpenSSLError) in
                try VerifyingKey(
                    "ED25519", digest: nil,
                    [
                        OSSL_PARAM_construct_octet_string(ParameterName.publicKey, octets.baseAddress, octets.count),
                        OSSL_PARAM_construct_end(),
                    ])
            }
            self.octets = octets
        }

        /// Whether the holder of the private key signed `message`.
        package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
            key.isValid(signature.span, for: message.span)
        }
    }
}
