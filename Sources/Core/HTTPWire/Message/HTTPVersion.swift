/// The protocol version a peer speaks. HTTP/1.2 and later minors count as 1.1 (RFC 9110 section 2.5).
package enum HTTPVersion: Sendable, Equatable {
    case http10, http11
}
