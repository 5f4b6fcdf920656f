import OpenSSL
import Testing

@Suite("Ed25519 signs as RFC 8032 does, and only untouched signatures verify") struct Ed25519Tests {
    @Test(
        "the examples of RFC 8032 section 7.1",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func knownAnswer(seed: String, publicKey: String, message: String, signature: String) throws {
        let key = try Ed25519.PrivateKey(seed: bytes(hex: seed))
        #expect(key.publicKey.octets == bytes(hex: publicKey))
        #expect(key.sign(bytes(hex: message)) == bytes(hex: signature))
        #expect(try Ed25519.PublicKey(octets: bytes(hex: publicKey)).isValid(bytes(hex: signature), for: bytes(hex: message)))
    }

    @Test("a changed bit anywhere, a cut, another message and another key are refused")
    func refusals() throws {
        let key = try Ed25519.PrivateKey(seed: Array(0..<32)), other = try Ed25519.PrivateKey(seed: Array(1..<33))
        let message = Array("a checkpoint\n".utf8), signature = key.sign(message)
        #expect(key.publicKey.isValid(signature, for: message))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 1
            #expect(!key.publicKey.isValid(changed, for: message))
        }
        #expect(!key.publicKey.isValid(Array(signature.dropLast()), for: message))
        #expect(!key.publicKey.isValid([], for: message))
        #expect(!key.publicKey.isValid(signature, for: message + [0]))
        #expect(!other.publicKey.isValid(signature, for: message))
    }

    @Test("keys have 32 octets, and do not show themselves", arguments: [0, 31, 33])
    func lengths(count: Int) throws {
        let octets = [UInt8](repeating: 7, count: count)
        #expect(throws: OpenSSLError.invalidPrivateKey) { try Ed25519.PrivateKey(seed: octets) }
        #expect(throws: OpenSSLError.invalidPublicKey) { try Ed25519.PublicKey(octets: octets) }
        #expect("\(try Ed25519.PrivateKey(seed: Array(0..<32)))" == "(private key)")
    }
}
