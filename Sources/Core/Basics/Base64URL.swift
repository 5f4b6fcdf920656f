/// Base64 with the URL-safe alphabet and no padding (RFC 4648 section 5, RFC 7515 section 2): tokens, cursors, cookies.
/// Decoding is strict: one text for each byte string, no padding, no white space.
package enum Base64URL {
    package static func encode(_ bytes: Span<UInt8>) -> String {
        String(decoding: Base64Codec.url.encode(bytes), as: UTF8.self)
    }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }

    /// Nil when `text` is not exactly what `encode` makes.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? { Base64Codec.url.decode(text) }

    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8).span) }
}
