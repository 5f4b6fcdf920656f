/// The lines of an iCalendar object (RFC 5545 section 3.1): ended by CRLF, folded before their 76th octet, never inside a character.
package struct ContentLines {
    package private(set) var bytes: [UInt8] = []

    private static let longest = 75

    package init() {}

    package mutating func append(_ line: String) {
        if line.utf8.count <= Self.longest {
            bytes.append(contentsOf: line.utf8)
        } else {
            var length = 0
            for character in line.unicodeScalars {
                let size = UTF8.width(character)
                if length + size > Self.longest {
                    bytes += [13, 10, 32]
                    length = 1
                }
                bytes.append(contentsOf: String(character).utf8)
                length += size
            }
        }
        bytes += [13, 10]
    }

    /// A property whose value is free text (section 3.3.11).
    package mutating func append(_ name: String, text: String) { append("\(name):\(Self.escape(text))") }

    /// Control characters have no place in a text, but for line breaks and tabs.
    static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += ["\\", scalar]
            case "\n": escaped += ["\\", "n"]
            case "\t": escaped.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
