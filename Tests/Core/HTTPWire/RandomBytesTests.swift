import HTTPWire
import Testing
import WireSupport

@Suite("Random octets never trap, and mean the same however they are cut")
struct RandomBytesTests {
    private static let fragments = [
        "GET / HTTP/1.1\r\n", "POST /a?b HTTP/1.0\r\n", "Host: a\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
        "\r\n", "\r", "\n", " ", "\t",
        ":", "5\r\nhello\r\n", "0\r\n\r\n", ";a=\"b\"", "x: y\r\n", "HTTP/1.1 200 OK\r\n", "hello", "%2e", "*", "http://", "\0",
        "[::1]", ",", "Expect: 100-continue\r\n",
    ].map(octets)

    /// Pieces of messages in random order with a random octet here and there.
    private func soup(_ random: inout FixedSeed) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<14, using: &random) {
            bytes += Self.fragments[Int.random(in: 0..<Self.fragments.count, using: &random)]
            if Int.random(in: 0..<12, using: &random) == 0 { bytes += random.bytes(1) }
        }
        return bytes
    }

    private func cut(_ bytes: [UInt8], _ random: inout FixedSeed) -> [[UInt8]] {
        let at = Int.random(in: 0...bytes.count, using: &random)
        return Bool.random(using: &random) ? [Array(bytes[..<at]), Array(bytes[at...])] : Cuts.single(bytes)
    }

    @Test func requests() {
        var random = FixedSeed(11)
        var accepted = 0
        for round in 0..<6_000 {
            var bytes = round % 4 == 0 ? random.bytes(Int.random(in: 0..<80, using: &random)) : soup(&random)
            if round % 4 == 1 { bytes = octets("GET / HTTP/1.1\r\nHost: a\r\n") + bytes }
            if round % 4 == 2 { bytes = octets("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n") + bytes }
            let whole = RequestTranscript([bytes])
            if whole.entries.contains(where: { if case .end = $0 { true } else { false } }) { accepted += 1 }
            guard RequestTranscript(cut(bytes, &random)).entries == whole.entries else {
                Issue.record("another meaning when cut: \(bytes)")
                return
            }
        }
        #expect(accepted > 80)
    }

    @Test func responses() {
        var random = FixedSeed(12)
        for round in 0..<6_000 {
            var bytes = round % 4 == 0 ? random.bytes(Int.random(in: 0..<80, using: &random)) : soup(&random)
            if round % 4 != 0 { bytes = octets("HTTP/1.1 200 OK\r\n") + bytes }
            let whole = ResponseTranscript([bytes])
            guard ResponseTranscript(cut(bytes, &random)).entries == whole.entries else {
                Issue.record("another meaning when cut: \(bytes)")
                return
            }
        }
    }

    @Test func frames() {
        var random = FixedSeed(13)
        let limits = WebSocketLimits(frame: 200, message: 400)
        var messages = 0
        for _ in 0..<6_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let first = [0x81, 0x01, 0x80, 0x00, 0x82, 0x02, 0x89, 0x8A, 0x88, UInt8.random(in: 0...255, using: &random)]
                let text = random.bytes(Int.random(in: 0..<140, using: &random), from: [0x61, 0x62, 0xC3, 0xA4])
                let payload = Int.random(in: 0..<3, using: &random) == 0 ? text : octets("plain")
                bytes += frame(
                    first[Int.random(in: 0..<10, using: &random)], payload, mask: UInt32.random(in: 0...UInt32.max, using: &random))
            }
            if Int.random(in: 0..<5, using: &random) == 0, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let whole = WebSocketTranscript([bytes], role: .server, limits: limits)
            messages += whole.events.count
            let cut = WebSocketTranscript(cut(bytes, &random), role: .server, limits: limits)
            guard cut.events == whole.events, cut.error == whole.error else {
                Issue.record("another meaning when cut: \(bytes)")
                return
            }
        }
        #expect(messages > 2_000)
    }

    @Test func dates() {
        var random = FixedSeed(14)
        for _ in 0..<5_000 {
            let text = String(
                decoding: random.bytes(Int.random(in: 24..<34, using: &random), from: octets("Sun, 06-Nov 1994:GMTday")),
                as: UTF8.self)
            _ = HTTPDate.parse(text, now: 0)
            let seconds = Int.random(in: -62_167_219_200...253_402_300_799, using: &random)
            #expect(HTTPDate.parse(String(decoding: HTTPDate.imfFixdate(epochSeconds: seconds), as: UTF8.self), now: 0) == seconds)
        }
    }
}
