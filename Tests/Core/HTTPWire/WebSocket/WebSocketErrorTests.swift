import HTTPWire
import Testing
import WireSupport

struct BadFrames: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let error: WebSocketError
    let closeCode: UInt16
    let role: WebSocketRole

    init(_ name: String, _ bytes: [UInt8], _ error: WebSocketError, _ closeCode: UInt16 = 1002, role: WebSocketRole = .client) {
        testDescription = name
        self.bytes = bytes
        self.error = error
        self.closeCode = closeCode
        self.role = role
    }

    static let all: [BadFrames] =
        [
            BadFrames("RSV1", frame(0xC1, [1]), .reservedBits),
            BadFrames("RSV2", frame(0xA1, [1]), .reservedBits),
            BadFrames("RSV3", frame(0x91, [1]), .reservedBits),
            BadFrames("unmasked to a server", frame(0x81, [1]), .unmasked, role: .server),
            BadFrames("masked to a client", frame(0x81, [1], mask: 1), .masked),
            BadFrames("ping in fragments", frame(0x09, []), .fragmentedControl),
            BadFrames("close in fragments", frame(0x08, []), .fragmentedControl),
            BadFrames("ping of 126", frame(0x89, [UInt8](repeating: 0, count: 126)), .controlTooLong),
            BadFrames("close of 126", frame(0x88, [UInt8](repeating: 0, count: 126)), .controlTooLong),
            BadFrames("ping of 65536", [0x89, 127, 0, 0, 0, 0, 0, 1, 0, 0], .controlTooLong),
            BadFrames("continuation of nothing", frame(0x80, [1]), .unexpectedContinuation),
            BadFrames("first fragment of nothing", frame(0x00, [1]), .unexpectedContinuation),
            BadFrames("continuation behind a whole message", frame(0x81, [0x61]) + frame(0x80, [1]), .unexpectedContinuation),
            BadFrames("text inside a message", frame(0x01, [0x61]) + frame(0x81, [0x62]), .unfinishedMessage),
            BadFrames("binary inside a message", frame(0x01, [0x61]) + frame(0x02, [0x62]), .unfinishedMessage),
            BadFrames("125 in sixteen bits", [0x82, 126, 0, 125] + [UInt8](repeating: 0, count: 125), .invalidLength),
            BadFrames("65535 in 64 bits", [0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .invalidLength),
            BadFrames("the highest of 64 bits", [0x82, 127, 0x80, 0, 0, 0, 0, 1, 0, 0], .invalidLength),
            BadFrames(
                "63 bits of length", [0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .frameTooLarge(limit: 65_536),
                1009),
            BadFrames("a frame too large", [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 1], .frameTooLarge(limit: 65_536), 1009),
            BadFrames("close of one octet", frame(0x88, [3]), .invalidClosePayload),
            BadFrames("close with a reason not UTF-8", frame(0x88, [3, 0xE8, 0xFF]), .invalidUTF8, 1007),
            BadFrames("close with half a character", frame(0x88, [3, 0xE8, 0xC3]), .invalidUTF8, 1007),
            BadFrames("text not UTF-8", frame(0x81, [0x61, 0xFF]), .invalidUTF8, 1007),
            BadFrames("text with a surrogate", frame(0x81, [0xED, 0xA0, 0x80]), .invalidUTF8, 1007),
            BadFrames("text overlong", frame(0x81, [0xC0, 0x80]), .invalidUTF8, 1007),
            BadFrames("text ends inside a character", frame(0x81, [0xE2, 0x82]), .invalidUTF8, 1007),
            BadFrames("fragments end inside a character", frame(0x01, [0xE2]) + frame(0x80, [0x82]), .invalidUTF8, 1007),
        ]
        + [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { BadFrames("opcode \($0)", frame(0x80 | $0, []), .reservedOpcode($0)) }
        + [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map { (code: UInt16) in
            BadFrames("close \(code)", frame(0x88, [UInt8(code >> 8), UInt8(code & 255)]), .invalidCloseCode(code))
        }
}

@Suite("Every breach of RFC 6455 fails the connection")
struct WebSocketErrorTests {
    @Test("whole, cut anywhere and octet by octet", arguments: BadFrames.all)
    func refused(_ bad: BadFrames) {
        #expect(bad.error.closeCode == bad.closeCode)
        for pieces in Cuts.all(bad.bytes) {
            let transcript = WebSocketTranscript(pieces, role: bad.role)
            if transcript.error != bad.error {
                Issue.record("cut after \(pieces[0].count): \(transcript)")
                return
            }
        }
    }

    @Test(
        "the codes a close frame may carry",
        arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4401, 4999])
    func closeCodes(_ code: UInt16) {
        var output = ByteBuffer()
        WebSocketWriter.close(code: code, reason: "r", into: &output)
        #expect(WebSocketTranscript([output.array()]).events == [.close(code: code, reason: "r")])
    }

    @Test("bad text is refused before its frame is complete")
    func failsFast() {
        let start = [UInt8](frame(0x81, octets("abc") + [0xFF] + octets("more and more"), mask: 0x0A0B_0C0D).prefix(10))
        #expect(WebSocketTranscript([start], role: .server).error == .invalidUTF8)
        #expect(WebSocketTranscript([Array(start.dropLast())], role: .server).error == nil)
        let fragment = frame(0x01, [0xF4], mask: 1) + frame(0x00, [0x90], mask: 2)
        #expect(WebSocketTranscript([fragment], role: .server).error == .invalidUTF8)
    }
}
