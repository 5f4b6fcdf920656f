import Contracts
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(
        "RFC 3339 text is written and read back",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_797_325_200_000_000, "2026-12-15T09:00:00Z"),
            (1_797_325_200_120_000, "2026-12-15T09:00:00.120Z"), (1_797_325_200_000_001, "2026-12-15T09:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"), (-86_400_000_000, "1969-12-31T00:00:00Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func text(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
        #expect(Instant(text)?.microseconds == microseconds)
    }

    @Test("what is cut off is none", arguments: ["2026-12-15T09:00:00Z", "2026-12-15T09:00:00.5+01:00"])
    func cutOff(text: String) {
        #expect(Instant(text) != nil)
        for length in 0..<text.count { #expect(Instant(String(text.prefix(length))) == nil, "\(text.prefix(length))") }
        for length in 0..<10 { #expect(CalendarDate(String(text.prefix(length))) == nil) }
        for length in 0..<5 { #expect(WallTime(String("09:00".prefix(length))) == nil) }
    }

    @Test("an octet that is no digit in place of one is refused, wherever it stands")
    func noDigits() {
        let others = (0x20...0x7E).map { Character(Unicode.Scalar($0)) }.filter { !("0"..."9").contains($0) }
        func refuses(_ text: String, _ read: (String) -> Bool) {
            #expect(read(text))
            for place in text.indices where text[place].isNumber {
                for other in others {
                    let wrong = text.replacingCharacters(at: place, with: other)
                    if read(wrong) { Issue.record("\(wrong) was read") }
                }
            }
        }
        refuses("2026-12-15T09:00:00+01:00") { Instant($0) != nil }
        refuses("2026-12-15") { CalendarDate($0) != nil }
        refuses("09:00") { WallTime($0) != nil }
    }

    @Test(
        "the examples of RFC 3339 section 5.8, offsets, and fractions of any length",
        arguments: [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"), ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"), ("2026-12-15t09:00:00z", "2026-12-15T09:00:00Z"),
            ("2026-12-15T09:00:00.123456789Z", "2026-12-15T09:00:00.123456Z"),
            ("2026-12-15T09:00:00-00:00", "2026-12-15T09:00:00Z"),
            ("2026-12-15T09:00:00+23:59", "2026-12-14T09:01:00Z"),
        ])
    func reading(text: String, expected: String) {
        #expect(Instant(text)?.description == expected)
    }

    @Test(
        "what RFC 3339 does not allow is refused, leap seconds too",
        arguments: [
            "", "2026-12-15", "2026-12-15T09:00Z", "2026-12-15T09:00:00", "2026-12-15 09:00:00Z", "2026-12-15T24:00:00Z",
            "2026-12-15T09:60:00Z", "1990-12-31T23:59:60Z", "2026-12-15T09:00:00.Z", "2026-12-15T09:00:00.1234567890Z",
            "2026-12-15T09:00:00+0100", "2026-12-15T09:00:00+24:00", "2026-12-15T09:00:00Z ", "2026-02-30T09:00:00Z",
            "2026-12-15T09:00:00+01:60", "1797325200",
        ])
    func refusals(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("what lies beyond the years 1 to 9999 is held at the end")
    func ends() {
        #expect(Instant(seconds: .max) == .latest)
        #expect(Instant(seconds: .min) == .earliest)
        #expect(Instant(milliseconds: .min) == .earliest)
        #expect(Instant.latest.adding(seconds: 1) == .latest)
        #expect(Instant.latest.adding(days: .max) == .latest)
        #expect(Instant.earliest.adding(minutes: .min) == .earliest)
        #expect(Instant("0001-01-01T00:00:00+01:00") == .earliest)
    }

    @Test("seconds and milliseconds are rounded down on both sides of 1970")
    func rounding() {
        #expect(Instant(microseconds: -1).seconds == -1)
        #expect(Instant(microseconds: -1).milliseconds == -1)
        #expect(Instant(microseconds: 1_999_999).seconds == 1)
        #expect(Instant(milliseconds: -1500).seconds == -2)
        #expect(Instant(seconds: 90).adding(minutes: -1) == Instant(seconds: 30))
        #expect(Instant(seconds: 0).adding(days: 1).seconds == 86_400)
    }
}

extension String {
    fileprivate func replacingCharacters(at place: Index, with other: Character) -> String {
        String(self[..<place]) + String(other) + String(self[index(after: place)...])
    }
}
