import COpenSSL

/// Verifies signatures with an `EVP_PKEY` of any kind.
enum SignatureCheck {
    /// `EVP_PKEY_PUBLIC_KEY`, a macro of macros: all parameters (0x84) and the public key (0x02).
    static let publicKeySelection: Int32 = 0x86

    /// False, never an error, for what is no signature at all. `digest` is nil for keys that sign the message itself.
    static func isValid(_ signature: Span<UInt8>, for message: Span<UInt8>, by key: OpaquePointer, digest: String? = "SHA256") -> Bool {
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
