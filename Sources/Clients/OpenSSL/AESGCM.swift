import COpenSSL

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D): for small secrets that a database keeps.
///
/// ```
/// | nonce, 12 random bytes | ciphertext, as long as the text | tag, 16 |
/// ```
///
/// Random nonces are safe for 2³² texts under one key.
package struct AESGCM: Sendable {
    package static let keyLength = 32
    private static let nonceLength = 12
    private static let tagLength = 16

    private let key: [UInt8]

    /// `key`: 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == Self.keyLength)
        self.key = key
    }

    /// `context`: what the text belongs to. It is not stored; the text can be opened only with the same one.
    package func seal(_ text: [UInt8], context: [UInt8]) -> [UInt8] {
        let nonce = RandomBytes.generate(Self.nonceLength)
        let cipher = Cipher(key, nonce, encrypts: true)
        cipher.take(context)
        let sealed = cipher.run(text)
        precondition(cipher.finish(), "libcrypto could not encrypt: out of memory")
        return nonce + sealed + cipher.tag(Self.tagLength)
    }

    /// Nil for what this key has not sealed, or for another context.
    package func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { return nil }
        let cipher = Cipher(key, Array(sealed.prefix(Self.nonceLength)), encrypts: false)
        cipher.take(context)
        let text = cipher.run(Array(sealed[Self.nonceLength..<(sealed.count - Self.tagLength)]))
        cipher.expect(Array(sealed.suffix(Self.tagLength)))
        guard cipher.finish() else {
            ERR_clear_error()
            return nil
        }
        return text
    }
}

/// Owner of one `EVP_CIPHER_CTX`.
private struct Cipher: ~Copyable {
    private let context: OpaquePointer

    init(_ key: [UInt8], _ nonce: [UInt8], encrypts: Bool) {
        guard let context = EVP_CIPHER_CTX_new(),
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypts ? 1 : 0) == 1
        else { preconditionFailure("libcrypto has no AES-256-GCM") }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Takes bytes that are authenticated but not encrypted.
    func take(_ bytes: [UInt8]) {
        var written: Int32 = 0
        precondition(EVP_CipherUpdate(context, nil, &written, bytes, Int32(bytes.count)) == 1)
    }

    func run(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
            var written: Int32 = 0
            precondition(EVP_CipherUpdate(context, output.baseAddress, &written, bytes, Int32(bytes.count)) == 1)
            count = Int(written)
        }
    }

    /// False when the text or its context is not what was sealed.
    func finish() -> Bool {
        var written: Int32 = 0
        var rest: [UInt8] = Array(repeating: 0, count: 16)
        return EVP_CipherFinal_ex(context, &rest, &written) == 1
    }

    func tag(_ length: Int) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: length)
        precondition(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(length), &tag) == 1)
        return tag
    }

    func expect(_ tag: [UInt8]) {
        var tag = tag
        precondition(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1)
    }
}
