import Testing

@testable import Contracts

@Suite("Lines of an iCalendar object") struct ContentLinesTests {
    @Test("of the control characters a text keeps line breaks, escaped, and tabs; each other one is left out")
    func controls() throws {
        for value in Array(UInt32(0)...0x20) + [0x7E, 0x7F, 0x80, 0xA0] {
            let scalar = try #require(Unicode.Scalar(value))
            var lines = ContentLines()
            lines.append("SUMMARY", text: "a\(Character(scalar))b")
            let between: String =
                switch value {
                case 0x09: "\t"
                case 0x0A: "\\n"
                case ..<0x20, 0x7F: ""
                default: String(Character(scalar))
                }
            #expect(String(decoding: lines.bytes, as: UTF8.self) == "SUMMARY:a\(between)b\r\n", "U+\(String(value, radix: 16))")
        }
    }

    @Test("a line has at most 75 octets, and is folded between characters", arguments: 60...160)
    func folding(length: Int) {
        for character in ["x", "é", "€", "😀"] {
            var lines = ContentLines()
            let line = String(repeating: character, count: length / character.utf8.count)
            lines.append(line)
            let text = String(decoding: lines.bytes, as: UTF8.self)
            #expect(text.hasSuffix("\r\n") && text.replacing("\r\n ", with: "") == line + "\r\n")
            let parts = text.dropLast().split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(parts.allSatisfy { $0.utf8.count <= 75 })
            #expect(line.utf8.count > 75 || parts.count == 1, "nothing is folded that fits")
        }
    }

    @Test("an offset has two digits for hours, minutes and seconds, and seconds only when there are some")
    func offsets() {
        for size in 0..<86_400 {
            let parts = [size / 3_600, size / 60 % 60, size % 60].map { String(String(100 + $0).suffix(2)) }
            let expected = (size % 60 == 0 ? parts.dropLast() : parts[...]).joined()
            guard CalendarText.offset(size) == "+" + expected, size == 0 || CalendarText.offset(-size) == "-" + expected else {
                Issue.record("\(size): \(CalendarText.offset(size)), \(CalendarText.offset(-size))")
                return
            }
        }
    }

    @Test("a SEQUENCE begins at 0, grows with each change and each change of a name, and is an INTEGER whatever the numbers are")
    func sequence() {
        #expect(CalendarVisit.sequence(version: 1, renames: 0) == 0)
        let numbers: [Int64] = [0, 1, 2, 1_000, Int64(Int32.max) - 1, Int64(Int32.max), Int64(Int32.max) + 1, .max - 1, .max]
        for version in numbers {
            for renames in numbers {
                let sequence = CalendarVisit.sequence(version: version, renames: renames)
                #expect((0...Int64(Int32.max)).contains(sequence))
                if version < 1_000_000, renames < 1_000_000 { #expect(sequence == max(version - 1, 0) + renames) }
            }
        }
        for wrong in [Int64.min, -1] { #expect(CalendarVisit.sequence(version: wrong, renames: wrong) == 0) }
    }
}
