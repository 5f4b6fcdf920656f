import Basics
package import Contracts

/// An e-mail as it goes over the wire (RFC 5322, RFC 2045): the text once plain and once as HTML, and a calendar file if there is one.
///
/// ```
///   multipart/mixed ─┬─ multipart/alternative ─┬─ text/plain
///                    │                         └─ text/html
///                    └─ text/calendar, attached
/// ```
///
/// The same mail has the same bytes however often it is made, Message-ID and boundaries included.
package struct MIMEMessage {
    let id: UUIDValue
    let sender: String
    let recipient: String
    let date: Instant
    let text: EmailText

    package init(id: UUIDValue, sender: String, recipient: String, date: Instant, text: EmailText) {
        self.id = id
        self.sender = sender
        self.recipient = recipient
        self.date = date
        self.text = text
    }

    package var content: [UInt8] {
        let alternative = part(
            "multipart/alternative; boundary=\"text-\(id)\"",
            body: parts("text-\(id)", [encoded("text/plain; charset=utf-8", text.body), encoded("text/html; charset=utf-8", html)]))
        let head = [
            "From: \(sender)", "To: \(recipient)", "Subject: \(Self.word(text.subject))", "Date: \(Self.date(date))",
            "Message-ID: <\(id)@\(sender.split(separator: "@").last ?? "clinic")>", "MIME-Version: 1.0",
            // No automatic replies, please (RFC 3834).
            "Auto-Submitted: auto-generated", "Content-Language: \(text.language.rawValue)",
        ]
        guard let calendar = text.calendar else { return Array((head + [alternative]).joined(separator: "\r\n").utf8) }
        let method = calendar.contains("METHOD:CANCEL") ? "CANCEL" : "PUBLISH"
        let attachment = encoded(
            "text/calendar; charset=utf-8; method=\(method)", calendar,
            more: ["Content-Disposition: attachment; filename=\"appointment.ics\""])
        let mixed = part("multipart/mixed; boundary=\"mail-\(id)\"", body: parts("mail-\(id)", [alternative, attachment]))
        return Array((head + [mixed]).joined(separator: "\r\n").utf8)
    }

    // MARK: Parts

    private func part(_ type: String, more: [String] = [], body: String) -> String {
        (["Content-Type: \(type)"] + more + ["", body]).joined(separator: "\r\n")
    }

    private func parts(_ boundary: String, _ parts: [String]) -> String {
        parts.map { "--\(boundary)\r\n\($0)\r\n" }.joined() + "--\(boundary)--\r\n"
    }

    /// Base64 in lines of 76 (RFC 2045 section 6.8): any text, no line too long, no dot at a line's beginning.
    private func encoded(_ type: String, _ text: String, more: [String] = []) -> String {
        let letters = Array(Base64.encode(Array(text.utf8)).utf8)
        let lines = stride(from: 0, to: letters.count, by: 76).map { start in
            String(decoding: letters[start..<min(start + 76, letters.count)], as: UTF8.self)
        }
        return part(type, more: ["Content-Transfer-Encoding: base64"] + more, body: lines.joined(separator: "\r\n"))
    }

    private var html: String {
        let lines = text.body.split(separator: "\n").map { "<p>\(Self.isLink($0) ? Self.link($0) : Self.escape($0))</p>" }
        return """
            <!DOCTYPE html><html lang="\(text.language.rawValue)" dir="\(text.language.isRightToLeft ? "rtl" : "ltr")"><head><meta charset="utf-8"><title>\(Self.escape(text.subject))</title></head>\
            <body style="font-family:sans-serif">\(lines.joined())</body></html>
            """
    }

    // MARK: Words

    private static func isLink(_ line: Substring) -> Bool {
        (line.hasPrefix("https://") || line.hasPrefix("http://")) && !line.contains(" ")
    }

    private static func link(_ address: Substring) -> String { "<a href=\"\(escape(address))\">\(escape(address))</a>" }

    private static func escape(_ text: some StringProtocol) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }

    /// The text itself if it is printable ASCII without `=?`; otherwise encoded words (RFC 2047) of at most 45 bytes of text each.
    private static func word(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) && !text.contains("=?") { return text }
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars where scalar.value >= 0x20 {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }

    /// `Tue, 15 Dec 2026 09:00:00 +0000`.
    private static func date(_ instant: Instant) -> String {
        guard let date = CalendarDate(holding: instant.seconds) else { preconditionFailure("an instant has its date") }
        let second = Int(instant.seconds) - date.daysSinceEpoch * 86_400
        let (year, month, day) = date.components
        let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday.rawValue - 1]
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(weekday), \(day) \(name) \(year) \(clock) +0000"
    }
}
