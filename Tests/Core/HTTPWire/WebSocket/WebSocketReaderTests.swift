import HTTPWire
import Testing
import WireSupport

@Suite("WebSocket frames become messages, RFC 6455")
struct WebSocketReaderTests {
    @Test("the examples of section 5.7")
    func examples() {
        let hello: [UInt8] = [0x48, 0x65, 0x6C, 0x6C, 0x6F]
        #expect(WebSocketTranscript([[0x81, 0x05] + hello]).events == [.text("Hello")])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(WebSocketTranscript([masked], role: .server).events == [.text("Hello")])
        #expect(WebSocketTranscript([[0x01, 0x03, 0x48, 0x65, 0x6C], [0x80, 0x02, 0x6C, 0x6F]]).events == [.text("Hello")])
        #expect(WebSocketTranscript([[0x89, 0x05] + hello]).events == [.ping(hello)])
        let pong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(WebSocketTranscript([pong], role: .server).events == [.pong(hello)])
        let medium = [UInt8](repeating: 9, count: 256)
        #expect(WebSocketTranscript([[0x82, 0x7E, 0x01, 0x00] + medium]).events == [.binary(medium)])
        let large = [UInt8](repeating: 8, count: 65_536)
        #expect(WebSocketTranscript([[0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + large]).events == [.binary(large)])
    }

    private static let streams: [[UInt8]] = [
        frame(0x81, octets("héllo €😀"), mask: 0x0102_0304),
        frame(0x81, [], mask: 0) + frame(0x82, [], mask: 0xFFFF_FFFF) + frame(0x89, [], mask: 1) + frame(0x8A, [], mask: 1),
        frame(0x01, octets("ab"), mask: 0xDEAD_BEEF) + frame(0x89, octets("ping"), mask: 7) + frame(0x00, [], mask: 9)
            + frame(0x8A, octets("pong"), mask: 7) + frame(0x80, octets("c"), mask: 0x8000_0001)
            + frame(0x88, [0x03, 0xE8] + octets("bye ü"), mask: 5),
        frame(0x01, [0xF0, 0x9F], mask: 3) + frame(0x00, [0x98], mask: 4) + frame(0x80, [0x80], mask: 5),
        frame(0x02, [1, 2, 3], mask: 1) + frame(0x80, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13], mask: 0x1122_3344)
            + frame(0x88, [], mask: 0) + [1, 2, 3],
        frame(0x82, Array(0..<200), mask: 0xA1B2_C3D4) + frame(0x81, octets("unfinished"), mask: 6).dropLast(3),
    ]

    @Test("cut in two anywhere and octet by octet", arguments: 0..<streams.count)
    func cut(_ index: Int) {
        let bytes = Self.streams[index]
        let whole = WebSocketTranscript([bytes], role: .server)
        #expect(whole.error == nil)
        for pieces in Cuts.all(bytes) { #expect(WebSocketTranscript(pieces, role: .server) == whole) }
    }

    @Test("control frames come between the fragments of a message; after close nothing counts")
    func interleaved() {
        #expect(
            WebSocketTranscript([Self.streams[2]], role: .server).events == [
                .ping(octets("ping")), .pong(octets("pong")), .text("abc"), .close(code: 1000, reason: "bye ü"),
            ])
        #expect(WebSocketTranscript([Self.streams[3]], role: .server).events == [.text("😀")])
        let closed = WebSocketTranscript([Self.streams[4]], role: .server)
        #expect(closed.events == [.binary([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]), .close(code: nil, reason: "")])
        #expect(closed.left.isEmpty)
    }

    @Test("lengths at the edges, masked and not", arguments: [0, 1, 125, 126, 127, 65_535, 65_536])
    func lengths(_ count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for mask in [nil, 0x1234_5678] as [UInt32?] {
            let role: WebSocketRole = mask == nil ? .client : .server
            var output = ByteBuffer()
            WebSocketWriter.write(.binary, payload: payload, mask: mask, into: &output)
            #expect(output.array() == frame(0x82, payload, mask: mask))
            let whole = WebSocketTranscript([output.array()], role: role)
            #expect(whole.events == [.binary(payload)])
            #expect(whole.isIdle)
            #expect(WebSocketTranscript(Cuts.single(output.array()), role: role) == whole)
        }
    }

    @Test("the frame and message limits", arguments: [-1, 0, 1])
    func limits(_ over: Int) {
        let limits = WebSocketLimits(frame: 200, message: 300)
        let single = WebSocketTranscript([frame(0x82, [UInt8](repeating: 0, count: 200 + over))], limits: limits)
        #expect(single.error == (over > 0 ? .frameTooLarge(limit: 200) : nil))
        let halves = frame(0x02, [UInt8](repeating: 0, count: 150)) + frame(0x80, [UInt8](repeating: 0, count: 150 + over))
        let fragmented = WebSocketTranscript([halves], limits: limits)
        #expect(fragmented.error == (over > 0 ? .messageTooLarge(limit: 300) : nil))
        #expect(WebSocketTranscript(Cuts.single(halves), limits: limits).error == fragmented.error)
        let control = WebSocketTranscript([frame(0x89, [UInt8](repeating: 0, count: 125 + over))], limits: limits)
        #expect(control.error == (over > 0 ? .controlTooLong : nil))
    }

    @Test("a message of sixty-five thousand fragments")
    func manyFragments() {
        let bytes = frame(0x01, octets("a")) + (0..<65_000).flatMap { _ in frame(0x00, octets("b")) } + frame(0x80, octets("c"))
        #expect(WebSocketTranscript([bytes]).events == [.text("a" + String(repeating: "b", count: 65_000) + "c")])
    }
}
