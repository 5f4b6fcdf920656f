import Testing
import WebAuthn

@Suite("CBOR is read strictly") struct CBORReaderTests {
    @Test(
        "what is in its shortest form",
        arguments: [
            ([0x00], CBORValue.unsigned(0)), ([0x17], .unsigned(23)), ([0x18, 0x18], .unsigned(24)),
            ([0x18, 0xFF], .unsigned(255)),
            ([0x19, 0x01, 0x00], .unsigned(256)), ([0x1A, 0, 1, 0, 0], .unsigned(65_536)),
            ([0x1B, 0, 0, 0, 1, 0, 0, 0, 0], .unsigned(1 << 32)), ([0x1B] + Array(repeating: 0xFF, count: 8), .unsigned(.max)),
            ([0x20], .negative(0)), ([0x26], .negative(6)), ([0x39, 0x01, 0x00], .negative(256)), ([0x40], .bytes([])),
            ([0x42, 1, 2], .bytes([1, 2])), ([0x60], .text("")), ([0x62, 0xC3, 0xA9], .text("é")), ([0x80], .array([])),
            ([0x82, 1, 0x80], .array([.unsigned(1), .array([])])), ([0xA0], .map(CBORMap())), ([0xF4], .bool(false)),
            ([0xF5], .bool(true)), ([0xF6], .null),
        ] as [([UInt8], CBORValue)])
    func reads(octets: [UInt8], value: CBORValue) throws { #expect(try CBORReader.parse(octets) == value) }

    @Test(
        "nothing else",
        arguments: [
            [], [0x00, 0x00], [0x18], [0x18, 0x17], [0x19, 0x00, 0xFF], [0x1A, 0, 0, 0xFF, 0xFF],
            [0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0x1C], [0x1F], [0x41], [0x5F, 0x41, 1, 0xFF],
            [0x5B] + Array(repeating: 0xFF, count: 8),
            [0x61, 0xFF], [0x62, 0xED, 0xA0], [0x7F, 0xFF], [0x81], [0x9F, 0xFF], [0x9B] + Array(repeating: 0x7F, count: 8),
            [0x81, 0x81, 0x81, 0x81, 0x80], [0xA1, 0x01], [0xA1, 0x40, 0x01], [0xA1, 0x80, 0x01], [0xA2, 0x01, 0x01, 0x01, 0x02],
            [0xBF, 0xFF], [0xBB] + Array(repeating: 0x7F, count: 8), [0xC0, 0x00], [0xE0], [0xF7], [0xF8, 0x20], [0xF9, 0, 0],
            [0xFA, 0, 0, 0, 0], [0xFB, 0, 0, 0, 0, 0, 0, 0, 0], [0xFF],
        ] as [[UInt8]])
    func refuses(octets: [UInt8]) { #expect(throws: WebAuthnFailure.malformed) { try CBORReader.parse(octets) } }

    @Test("a reader stops behind an item, so that another may follow")
    func follows() throws {
        var reader = CBORReader([0x42, 1, 2, 0x17])
        #expect(try reader.next() == .bytes([1, 2]))
        #expect(reader.position == 3)
        #expect(try reader.next() == .unsigned(23))
    }

    @Test("numbers up to 64 bits with a sign are integers")
    func integers() {
        #expect(CBORValue.negative(256).integer == -257)
        #expect(CBORValue.negative(UInt64(Int64.max)).integer == .min)
        #expect(CBORValue.negative(UInt64(Int64.max) + 1).integer == nil)
        #expect(CBORValue.unsigned(.max).integer == nil)
    }
}
