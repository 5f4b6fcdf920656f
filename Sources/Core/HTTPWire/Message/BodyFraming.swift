/// How the end of a message's content is known (RFC 9112 section 6).
package enum BodyFraming: Sendable, Equatable {
    case none
    /// Exactly this many octets.
    case length(Int)
    /// In chunks; read, never written.
    case chunked
    /// Until the connection closes; responses only.
    case untilClose
}
