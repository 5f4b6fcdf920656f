/// A mail as the server gets it: the envelope, and the content with CRLF at the end of each line (RFC 5322).
package struct SMTPMail: Sendable, Equatable {
    package let sender: String
    package let recipient: String
    package let content: [UInt8]

    /// Nil when an address holds an angle bracket, a blank or a line break: addresses are put between angle brackets.
    package init?(from sender: String, to recipient: String, content: [UInt8]) {
        guard Self.isAddress(sender), Self.isAddress(recipient) else { return nil }
        self.sender = sender
        self.recipient = recipient
        self.content = content
    }

    private static func isAddress(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "@")) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E }
    }
}
