import COpenSSL

/// One hash function of libcrypto, fetched once: fetching by name at every call costs more than hashing a short text.
struct MessageDigest: @unchecked Sendable {
    /// An `EVP_MD`. Never freed and never written after the fetch, so every thread may read it.
    private let algorithm: OpaquePointer
    private let length: Int

    static let sha1 = MessageDigest(named: "SHA1", length: 20)
    static let sha256 = MessageDigest(named: "SHA256", length: 32)

    private init(named name: String, length: Int) {
        guard let fetched = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("libcrypto has no \(name)") }
        precondition(Int(EVP_MD_get_size(fetched)) == length)
        self.algorithm = fetched
        self.length = length
    }

    func hash(_ bytes: Span<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { output, count in
            let done = bytes.withUnsafeBufferPointer { input in
                EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, algorithm, nil)
            }
            precondition(done == 1, "libcrypto could not hash: out of memory")
            count = length
        }
    }
}
