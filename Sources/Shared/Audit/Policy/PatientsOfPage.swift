package import Contracts

/// Whose data a page of JSON shows, read from its octets: a page may come from Redis, where only its octets are kept.
package enum PatientsOfPage {
    /// `"patientId":`. Within a text of the page its quotes would be escaped.
    private static let mark: InlineArray<12, UInt8> = [
        0x22, 0x70, 0x61, 0x74, 0x69, 0x65, 0x6E, 0x74, 0x49, 0x64, 0x22, 0x3A,
    ]
    /// A quote, the id, and before them a space where PostgreSQL has written the page.
    private static let (idLength, space) = (36, UInt8(ascii: " "))

    /// Each once. A step looks at one octet, and skips as many as cannot be the end of a mark (Horspool).
    package static func read(_ page: [UInt8]) -> Set<UserID> {
        let span = page.span
        var patients: Set<UserID> = []
        var end = mark.count - 1
        while end < span.count - idLength - 1 {
            guard span[end] == mark[mark.count - 1], isMark(span, endingAt: end) else {
                end += step(span[end])
                continue
            }
            let first = end + (span[end + 1] == space ? 3 : 2)
            if first + idLength <= span.count, let id = UUIDValue(utf8: span.extracting(first..<first + idLength)) {
                patients.insert(UserID(id))
            }
            end += idLength + mark.count
        }
        return patients
    }

    private static func isMark(_ span: Span<UInt8>, endingAt end: Int) -> Bool {
        for offset in 0..<mark.count where span[end - offset] != mark[mark.count - 1 - offset] { return false }
        return true
    }

    /// How far the end of a mark is away at least, seen from an octet that is not such an end.
    private static func step(_ octet: UInt8) -> Int {
        switch octet {
        case 0x22: 1
        case 0x64: 2
        case 0x49: 3
        case 0x74: 4
        case 0x6E: 5
        case 0x65: 6
        case 0x69: 7
        case 0x61: 9
        case 0x70: 10
        default: mark.count
        }
    }
}
