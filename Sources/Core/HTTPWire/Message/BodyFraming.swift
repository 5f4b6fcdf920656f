/// How the end of a message's content is known (RFC 9112 section 6).
package enum BodyFraming: Sendable, Equatable {
    case none
    /// Exactly so many octets.
    case length(Int)
    case chunked
    /// Until the connection closes; responses only.
    case untilClose

    /// The framing for content of unknown length in a response: HTTP/1.0 knows no chunks.
    package static func streamed(to version: HTTPVersion) -> BodyFraming {
        version == .http11 ? .chunked : .untilClose
    }
}
