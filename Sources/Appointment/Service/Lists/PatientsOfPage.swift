import Contracts

/// Whose appointments a page shows, read from its octets: a page may come from Redis, where only its octets are kept.
enum PatientsOfPage {
    /// Within a text of the page its quotes would be escaped.
    private static let mark: InlineArray<13, UInt8> = [
        0x22, 0x70, 0x61, 0x74, 0x69, 0x65, 0x6E, 0x74, 0x49, 0x64, 0x22, 0x3A, 0x22,
    ]
    private static let idLength = 36

    /// Each once. A step looks at one octet, and skips as many as cannot be the end of a mark (Horspool).
    static func read(_ page: [UInt8]) -> Set<UserID> {
        let span = page.span
        var patients: Set<UserID> = []
        var end = mark.count - 1
        while end < span.count - idLength {
            guard span[end] == mark[mark.count - 1], isMark(span, endingAt: end) else {
                end += step(span[end])
                continue
            }
            if let id = UUIDValue(utf8: span.extracting(end + 1..<end + 1 + idLength)) { patients.insert(UserID(id)) }
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
        case 0x22: 2
        case 0x3A: 1
        case 0x64: 3
        case 0x49: 4
        case 0x74: 5
        case 0x6E: 6
        case 0x65: 7
        case 0x69: 8
        case 0x61: 10
        case 0x70: 11
        default: mark.count
        }
    }
}
