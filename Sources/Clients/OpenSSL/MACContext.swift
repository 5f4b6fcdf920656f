import COpenSSL

/// Owner of one `EVP_MAC_CTX`: HMAC-SHA-256 with its key already scheduled.
struct MACContext: ~Copyable {
    static let tagLength = 32

    private let context: OpaquePointer

    private init(owning context: OpaquePointer) { self.context = context }

    deinit { EVP_MAC_CTX_free(context) }

    static func keyed(_ key: Span<UInt8>) throws(OpenSSLError) -> MACContext {
        guard !key.isEmpty else { throw .emptyKey }
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else { throw .algorithmUnavailable("HMAC") }
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else { preconditionFailure("libcrypto is out of memory") }
        let owner = MACContext(owning: context)
        var digest = Array("SHA256".utf8CString)
        let ready = digest.withUnsafeMutableBufferPointer { name in
            let parameters = [
                OSSL_PARAM_construct_utf8_string(ParameterName.digest, name.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            return key.withUnsafeBufferPointer { EVP_MAC_init(context, $0.baseAddress, $0.count, parameters) }
        }
        guard ready == 1 else { throw .algorithmUnavailable("HMAC-SHA256") }
        return owner
    }

    /// A second context with the same key. Reads `self` only, so several threads may do it at once.
    borrowing func duplicate() -> MACContext {
        guard let copy = EVP_MAC_CTX_dup(context) else { preconditionFailure("libcrypto is out of memory") }
        return MACContext(owning: copy)
    }

    /// The tag of `bytes`; afterwards the context is as new, with the same key.
    mutating func sign(_ bytes: Span<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.tagLength) { output, count in
            var written = 0
            let done = bytes.withUnsafeBufferPointer { input in
                EVP_MAC_init(context, nil, 0, nil) == 1
                    && EVP_MAC_update(context, input.baseAddress, input.count) == 1
                    && EVP_MAC_final(context, output.baseAddress, &written, Self.tagLength) == 1
            }
            precondition(done && written == Self.tagLength, "libcrypto could not sign: out of memory")
            count = written
        }
    }
}
