import COpenSSL

/// HMAC with SHA-1 (RFC 2104), 20 bytes. Here for one use alone, the codes of authenticator apps (RFC 6238), which all of them
/// compute with it; the known attacks on SHA-1 do not affect HMAC.
package enum HMACSHA1 {
    package static func sign(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(!key.isEmpty)
        return [UInt8](unsafeUninitializedCapacity: 20) { output, count in
            var written: UInt32 = 0
            let tag = HMAC(EVP_sha1(), key, Int32(key.count), bytes, bytes.count, output.baseAddress, &written)
            precondition(tag != nil && written == 20, "libcrypto could not sign: out of memory")
            count = 20
        }
    }
}
