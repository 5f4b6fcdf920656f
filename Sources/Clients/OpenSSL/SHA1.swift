/// SHA-1 (FIPS 180-4): 20 bytes for any input. Broken as a signature; here for two uses that do not depend on its strength: the
/// accept value of the WebSocket handshake (RFC 6455 section 4.2.2), and looking passwords up in lists that are sorted by it.
package enum SHA1 {
    package static func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span) }
    package static func hash(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha1.hash(bytes) }
}
