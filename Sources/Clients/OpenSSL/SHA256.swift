/// SHA-256 (FIPS 180-4): 32 bytes for any input.
package enum SHA256 {
    package static func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span) }
    package static func hash(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha256.hash(bytes) }
}
