import COpenSSL

/// An `EVP_PKEY` that verifies signatures.
///
/// Nothing changes it after `init`, and libcrypto counts its references atomically, so threads may verify with it at once.
final class VerifyingKey: @unchecked Sendable {
    /// `EVP_PKEY_PUBLIC_KEY`, a macro of macros: all parameters (0x84) and the public key (0x02).
    private static let publicKeySelection: Int32 = 0x86

    private let key: OpaquePointer
    private let digest: String?

    /// `algorithm`: libcrypto's name of the kind; `digest`: what of a message is signed, nil when it is the message itself. `parameters`
    /// point to what they describe, and end with libcrypto's mark of the end. Throws `invalidPublicKey` when they are no key of that kind.
    init(_ algorithm: String, digest: String? = "SHA256", _ parameters: [OSSL_PARAM]) throws(OpenSSLError) {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else { throw .algorithmUnavailable(algorithm) }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_fromdata_init(context) == 1 else { throw .algorithmUnavailable(algorithm) }
        var (parameters, made) = (parameters, OpaquePointer?.none)
        guard EVP_PKEY_fromdata(context, &made, Self.publicKeySelection, &parameters) == 1, let made else {
            ERR_clear_error()
            throw .invalidPublicKey
        }
        key = made
        self.digest = digest
    }

    deinit { EVP_PKEY_free(key) }

    /// False, never an error, for what is no signature at all.
    func isValid(_ signature: Span<UInt8>, for message: Span<UInt8>) -> Bool {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto is out of memory") }
        defer { EVP_MD_CTX_free(context) }
        let verdict = signature.withUnsafeBufferPointer { signature in
            message.withUnsafeBufferPointer { message in
                guard EVP_DigestVerifyInit_ex(context, nil, digest, nil, nil, key, nil) == 1 else { return Int32(0) }
                return EVP_DigestVerify(context, signature.baseAddress, signature.count, message.baseAddress, message.count)
            }
        }
        // A refusal leaves its reasons in a queue of this thread, where the next caller would find them.
        if verdict != 1 { ERR_clear_error() }
        return verdict == 1
    }
}
