import Basics
import Contracts
import Testing

@testable import Audit

@Suite("entries of the access log in their canonical form") struct EntryTests {
    /// Three entries, of which the form, the hashes and the roots are known.
    static func entry(_ index: Int) throws -> AuditEntry {
        let events = ["appointment.read", "appointment.approve", "appointment.list"],
            actions: [AuditEntry.Action] = [.read, .update, .execute]
        let subject = try #require(UUIDValue("9b2d0c1e-58a1-4d0e-9a53-3f0c1d2e4f60"))
        let other = try #require(UUIDValue("1c0f6a52-7d44-4f0b-8a3e-5b6c7d8e9f01"))
        let appointment = try #require(UUIDValue("0198a3c4-8f00-7abc-8def-0123456789ab"))
        return AuditEntry(
            id: try #require(UUIDValue("0198a3c4-8f00-7abc-8def-0123456789a\(index)")),
            at: try #require(Instant("2026-12-15T09:00:00.25Z")), event: events[index], action: actions[index], purpose: .treatment,
            actor: AuditEntry.Actor(
                id: UserID("0198a3c4-8f00-7abc-8def-0123456789ac"), role: "DOCTOR",
                session: SessionID("0198a3c4-8f00-7abc-8def-0123456789ae")),
            object: index == 2 ? nil : AuditEntry.Object(type: "Appointment", id: appointment, version: Int64(index + 1)),
            subjects: index == 2 ? [subject, other, subject] : [subject], trace: "0af7651916cd43dd8448eb211c80319c",
            commitment: Commitment(to: details.text, salt: Array(0..<16)))
    }

    private static let details = PrivateDetails(address: "203.0.113.7", userAgent: "curl/8.5.0")

    @Test("details are committed to, and an entry without any says so in zeros")
    func commitments() {
        #expect(Self.details.text == #"{"ip":"203.0.113.7","ua":"curl/8.5.0"}"#)
        let commitment = Commitment(to: Self.details.text, salt: Array(0..<16))
        #expect(Hexadecimal.encode(commitment.octets) == "dc4229e78cd004dfab48a544c2ca99ddbebcb4cb9f2a1e0f6b2cd0512db66344")
        #expect(Commitment(to: Self.details.text, salt: Array(1..<17)) != commitment)
        #expect(Commitment.none.octets == [UInt8](repeating: 0, count: 32))
        #expect(PrivateDetails().isEmpty && !Self.details.isEmpty)
        #expect(PrivateDetails(note: "\u{1}\"ä\n").text == #"{"note":"\u0001\"ä\n"}"#)
    }

    @Test("the form of an entry, octet by octet")
    func form() throws {
        let expected = """
            {"action":"R","actor":"0198a3c4-8f00-7abc-8def-0123456789ac","at":"2026-12-15T09:00:00.250000Z","event":"appointment.read",\
            "id":"0198a3c4-8f00-7abc-8def-0123456789a0","object":"Appointment/0198a3c4-8f00-7abc-8def-0123456789ab","outcome":0,\
            "private":"3EIp54zQBN-rSKVEwsqZ3b68tMufKh4PayzQUS22Y0Q","purpose":"TREAT","role":"DOCTOR",\
            "session":"0198a3c4-8f00-7abc-8def-0123456789ae","subjects":["9b2d0c1e-58a1-4d0e-9a53-3f0c1d2e4f60"],"times":1,\
            "trace":"0af7651916cd43dd8448eb211c80319c","v":1,"version":1}
            """
        #expect(String(decoding: try Self.entry(0).leafData, as: UTF8.self) == expected)
    }

    @Test("leaves and roots of three entries")
    func hashes() throws {
        let leaves = try (0..<3).map { try Self.entry($0).leaf }
        #expect(
            leaves.map { Hexadecimal.encode($0.octets) } == [
                "055a2419d63372a7e02a5436cdccf5a270cbb834fe34792a07c972a51076d79a",
                "c295263a1b9acb20339b36db828eb391aa2e44937a29ece6035c1d15e72174aa",
                "e0aeaab0026f7a58d30a387c67d0e459b67312cd0ed5432b9a13951b6529b3ef",
            ])
        var frontier = Frontier()
        for leaf in leaves[..<2] { frontier.append(leaf) }
        #expect(Hexadecimal.encode(frontier.root.octets) == "e58894ddc305f5a902bc9e31318760b7a911e69ef04e07fff2b3feb9c9f60a56")
        frontier.append(leaves[2])
        #expect(Hexadecimal.encode(frontier.root.octets) == "45983342d222e069cc95c321fc1816f3b8e24bc7105fc929bc896ab18a369355")
    }

    @Test(
        "times have six digits of fraction, on both sides of 1970",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (1_500_000, "1970-01-01T00:00:01.500000Z"),
        ])
    func times(microseconds: Int64, text: String) throws {
        let entry = AuditEntry(
            id: UUIDValue(high: 0, low: 0), at: Instant(microseconds: microseconds), event: "audit.read", action: .read,
            purpose: .patientRequest, actor: AuditEntry.Actor(id: nil, role: "SYSTEM"))
        #expect(String(decoding: entry.leafData, as: UTF8.self).contains(#""at":"\#(text)""#))
    }

    @Test("a long text ends with a whole character of what it says", arguments: ["a", "ä", "€", "😀", "e\u{301}"])
    func short(character: String) {
        for lead in 0..<8 {
            let text = String(repeating: "x", count: lead) + String(repeating: character, count: 600), short = Act.short(text)
            #expect(Act.longest - 3...Act.longest ~= short.utf8.count && text.unicodeScalars.starts(with: short.unicodeScalars))
            #expect(Act.short(short) == short)
        }
    }
}
