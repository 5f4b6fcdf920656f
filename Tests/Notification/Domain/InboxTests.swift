import Contracts
import NotificationDomain
import Testing

@Suite("Positions in an inbox and coming back to one")
struct InboxTests {
    @Test(
        "a position is a decimal number",
        arguments: [
            ("0", 0), ("41", 41), ("9223372036854775807", .max), ("007", 7), ("", nil), ("-1", nil), ("+1", nil), ("1.0", nil),
            (" 1", nil),
            ("0x10", nil), ("9223372036854775808", nil), ("٣", nil),
        ] as [(String, Int64?)])
    func positions(text: String, number: Int64?) {
        #expect(Position(text)?.number == number)
    }

    @Test("two kinds of change concern the whole inbox")
    func aboutAll() {
        #expect(InboxChangeKind.allCases.filter(\.isAboutAll) == [.allRead, .allDeleted])
    }

    @Test("a negative number is no position")
    func negative() {
        #expect(Position(-1) == nil)
        #expect(Position(0) == .start)
    }

    @Test(
        "replay is whole or not at all",
        arguments: [
            // seen, head, oldest kept → replayed
            (38, 41, 1, true), (41, 41, 1, true), (0, 0, nil, true), (0, 3, 1, true), (nil, 41, 1, false), (42, 41, 1, false),
            (0, 1000, 1, true), (0, 1001, 1, false), (38, 41, 39, true), (38, 41, 40, false), (41, 41, nil, true),
            (40, 41, nil, false),
            (1, Int64.max, 1, false),
        ] as [(Int64?, Int64, Int64?, Bool)])
    func resumption(seen: Int64?, head: Int64, firstKept: Int64?, isReplayed: Bool) throws {
        let position = seen.flatMap { Position($0) }
        let decision = Resumption.decide(
            seen: position, head: try #require(Position(head)), firstKept: firstKept.flatMap { Position($0) })
        if isReplayed {
            #expect(decision == .replay(after: try #require(position)))
        } else {
            #expect(decision == .live)
        }
    }

    @Test("a change is about one notification or about all", arguments: InboxChangeKind.allCases)
    func changes(kind: InboxChangeKind) {
        let one = NotificationID(UUIDValue(high: 1, low: 1))
        #expect((InboxChange(kind, at: .start, notificationID: one) == nil) == kind.isAboutAll)
        #expect((InboxChange(kind, at: .start, notificationID: nil) != nil) == kind.isAboutAll)
    }
}
