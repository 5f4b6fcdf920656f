/// Why a mail was not taken.
package enum SMTPError: Error, Sendable, Equatable {
    /// No answer, a broken connection, a certificate that is not trusted: libcurl's code.
    case failed(code: Int)
    /// The server said no: its reply (RFC 5321 section 4.2).
    case refused(reply: Int)
    /// Too much waits already.
    case busy

    /// Whether the same mail would be refused again: a 5xx that is not about who we are (RFC 4954 section 6).
    package var isPermanent: Bool {
        guard case .refused(let reply) = self else { return false }
        return (500...599).contains(reply) && ![530, 534, 535, 538].contains(reply)
    }
}
