import Contracts
import Testing

@Suite("UUID values")
struct UUIDValueTests {
    @Test("the version 7 example of RFC 9562 appendix A.6 comes out bit for bit")
    func rfcExample() {
        // unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
        let value = UUIDValue(v7: 0x017F_22E2_79B0, random: (0x0CC3, 0x18C4_DC0C_0C07_398F))
        #expect(value.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(value.v7Milliseconds == 1_645_557_742_000)
    }

    @Test("version and variant hold whatever the random bits are", arguments: [0, UInt64.max, 0xAAAA_AAAA_AAAA_AAAA])
    func versionAndVariant(random: UInt64) {
        let value = UUIDValue(v7: 1_765_789_200_123, random: (random, random))
        #expect((value.high >> 12) & 0xF == 7)
        #expect(value.low >> 62 == 0b10)
        #expect(value.v7Milliseconds == 1_765_789_200_123)
    }

    @Test("every random bit that is not version or variant is used")
    func randomBits() {
        let none = UUIDValue(v7: 0, random: (0, 0))
        let all = UUIDValue(v7: 0, random: (.max, .max))
        #expect((none.high ^ all.high).nonzeroBitCount + (none.low ^ all.low).nonzeroBitCount == 74)
    }

    @Test("text is read in either case and written in lower case")
    func text() throws {
        let value = try #require(UUIDValue("017F22E2-79b0-7CC3-98C4-DC0C0C07398F"))
        #expect(value.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(UUIDValue(value.description) == value)
        #expect(UUIDValue("00000000-0000-0000-0000-000000000000") == UUIDValue(high: 0, low: 0))
        #expect(UUIDValue("ffffffff-ffff-ffff-ffff-ffffffffffff") == UUIDValue(high: .max, low: .max))
    }

    @Test(
        "anything but 8-4-4-4-12 hexadecimal digits is refused",
        arguments: [
            "", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
            "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2_79b0_7cc3_98c4_dc0c0c07398f", "017f22e2-79b0-7cc3-98c4dc-0c0c07398f",
            "+17f22e2-79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c0739é",
        ])
    func refusals(text: String) {
        #expect(UUIDValue(text) == nil)
    }

    @Test("every digit at every place is written and read back")
    func everyDigit() {
        for digit in UInt64(0)..<16 {
            for place in UInt64(0)..<16 {
                let word = digit << (place * 4)
                for value in [UUIDValue(high: word, low: ~word), UUIDValue(high: ~word, low: word)] {
                    var expected = Array(Self.hexadecimal(value.high) + Self.hexadecimal(value.low))
                    for hyphen in [8, 13, 18, 23] { expected.insert("-", at: hyphen) }
                    #expect(value.description == String(expected))
                    #expect(UUIDValue(value.description.uppercased()) == value)
                }
            }
        }
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test("at each place, only what belongs there is read")
    func everyByte() {
        let valid = Array("017f22e2-79b0-7cc3-98c4-dc0c0c07398f".utf8)
        for place in valid.indices {
            for byte in UInt8.min...UInt8.max {
                var text = valid
                text[place] = byte
                let isAccepted =
                    valid[place] == UInt8(ascii: "-") ? byte == UInt8(ascii: "-") : "0123456789abcdefABCDEF".utf8.contains(byte)
                #expect((UUIDValue(utf8: text.span) != nil) == isAccepted, "byte \(byte) at \(place)")
            }
        }
    }

    @Test("bytes are big-endian and come back")
    func bytes() {
        let value = UUIDValue(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F)
        let bytes = value.bytes
        for index in 0..<16 { #expect(bytes[index] == UInt8(index)) }
        #expect(UUIDValue(bytes: bytes.span) == value)
        #expect(UUIDValue(bytes: [UInt8](repeating: 0, count: 15).span) == nil)
        #expect(UUIDValue(bytes: [UInt8](repeating: 0, count: 17).span) == nil)
    }

    @Test("order is the order of the text")
    func order() {
        let values = [
            UUIDValue(high: 1, low: 0), UUIDValue(high: 0, low: .max), UUIDValue(high: .max, low: 0), UUIDValue(high: 1, low: 1),
            UUIDValue(v7: 2, random: (0, 0)), UUIDValue(v7: 1, random: (.max, .max)),
        ]
        #expect(values.sorted().map(\.description) == values.map(\.description).sorted())
    }

    @Test("an identifier is its UUID, and two kinds are two types")
    func identifiers() throws {
        let text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        let user = try #require(UserID(text))
        #expect(user.description == text)
        #expect(user == UserID(user.uuid))
        #expect(UserID("nobody") == nil)
        #expect(ObjectIdentifier(UserID.self) != ObjectIdentifier(AppointmentID.self))
    }
}
