/// Base64 with padding (RFC 4648 section 4): the WebSocket handshake, Basic credentials, PEM. Decoding is strict: one
/// text for each byte string, padding required, no line breaks.
package enum Base64 {
    package static func encode(_ bytes: Span<UInt8>) -> String {
        String(decoding: Base64Codec.standard.encode(bytes), as: UTF8.self)
    }

    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }

    /// Nil when `text` is not exactly what `encode` makes.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? { Base64Codec.standard.decode(text) }

    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8).span) }
}
