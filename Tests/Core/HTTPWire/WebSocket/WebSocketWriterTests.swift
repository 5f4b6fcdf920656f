import HTTPWire
import Testing
import WireSupport

@Suite("WebSocket frames as they are written")
struct WebSocketWriterTests {
    private func written(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
        var output = ByteBuffer()
        body(&output)
        return output.array()
    }

    @Test("the examples of section 5.7")
    func examples() {
        #expect(WebSocketWriter.frame(text: "Hello") == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        let masked = written { WebSocketWriter.write(.text, payload: "Hello" as String, mask: 0x37FA_213D, into: &$0) }
        #expect(masked == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        let fragments = written {
            WebSocketWriter.write(.text, payload: "Hel" as String, fin: false, into: &$0)
            WebSocketWriter.write(.continuation, payload: "lo" as String, into: &$0)
        }
        #expect(fragments == [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F])
        #expect(
            written { WebSocketWriter.write(.ping, payload: octets("Hello"), into: &$0) } == [
                0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F,
            ])
        #expect(written { WebSocketWriter.write(.pong, payload: [UInt8](), into: &$0) } == [0x8A, 0x00])
        #expect(
            written { WebSocketWriter.write(.binary, payload: [UInt8](repeating: 1, count: 256), into: &$0) }.prefix(4) == [
                0x82, 0x7E, 1, 0,
            ])
    }

    @Test("close without a code, with one, with a reason cut between two characters")
    func close() {
        #expect(written { WebSocketWriter.close(code: nil, into: &$0) } == [0x88, 0])
        #expect(written { WebSocketWriter.close(code: 1001, into: &$0) } == [0x88, 2, 0x03, 0xE9])
        #expect(
            written { WebSocketWriter.close(code: 4401, reason: "out", mask: 0, into: &$0) } == [
                0x88, 0x85, 0, 0, 0, 0, 0x11, 0x31,
            ] + octets("out"))
        for length in 0...200 {
            let frame = written { WebSocketWriter.close(code: 1000, reason: String(repeating: "a", count: length), into: &$0) }
            #expect(frame.count == 2 + 2 + min(length, 123), "a control frame carries 125 octets (RFC 6455 section 5.5)")
        }
        let long = written { WebSocketWriter.close(code: 1000, reason: String(repeating: "ä", count: 100), into: &$0) }
        #expect(WebSocketTranscript([long]).events == [.close(code: 1000, reason: String(repeating: "ä", count: 61))])
    }

    @Test("misuse stops the process")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var output = ByteBuffer()
            WebSocketWriter.write(.ping, payload: [UInt8](repeating: 0, count: 126), into: &output)
        }
        await #expect(processExitsWith: .failure) {
            var output = ByteBuffer()
            WebSocketWriter.close(code: 1006, into: &output)
        }
    }
}
