import HTTPWire
import Testing
import WireSupport

@Suite("What we write, we read back")
struct ResponseWriterTests {
    private func written(
        _ status: HTTPStatus, version: HTTPVersion = .http11, fields: HTTPFields = [:], framing: BodyFraming = .none,
        keepAlive: Bool = true,
        date: String? = nil
    ) -> String {
        var output = ByteBuffer()
        ResponseWriter.writeHead(
            status, version: version, fields: fields, framing: framing, keepAlive: keepAlive, date: date.map(octets), into: &output)
        return String(decoding: output.array(), as: UTF8.self)
    }

    @Test("the exact octets")
    func exact() {
        #expect(written(.ok) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(
            written(
                .created, fields: ["Location": "/a", "x": "ä"], framing: .length(12), keepAlive: false,
                date: "Sun, 06 Nov 1994 08:49:37 GMT")
                == "HTTP/1.1 201 Created\r\nLocation: /a\r\nx: ä\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "Content-Length: 12\r\nConnection: close\r\n\r\n"
        )
        #expect(written(.ok, framing: .untilClose) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        #expect(written(.ok, version: .http10) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
        #expect(
            written(.ok, version: .http10, keepAlive: false) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(written(HTTPStatus(code: 599)) == "HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n")
        #expect(
            written(.switchingProtocols, fields: ["Upgrade": "websocket", "Connection": "Upgrade"], keepAlive: false)
                == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    }

    @Test("1xx, 204 and 304 say nothing about content", arguments: [HTTPStatus.switchingProtocols, .noContent, .notModified])
    func noContent(_ status: HTTPStatus) {
        for framing in [BodyFraming.none, .length(5), .untilClose] {
            let text = written(status, framing: framing)
            #expect(!text.contains("Content-Length"))
            #expect(!text.contains("Transfer-Encoding"))
        }
    }

    @Test("framing among the fields is left out: there is one truth")
    func framingFields() {
        let text = written(
            .ok, fields: ["content-length": "9", "TRANSFER-ENCODING": "chunked", "Date": "today"], framing: .length(3), date: "now")
        #expect(text == "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 3\r\n\r\n")
    }

    @Test("every status with every framing comes back through the response parser")
    func roundTrip() {
        for code in 200...599 {
            for (framing, content) in [(BodyFraming.none, ""), (.length(5), "hello"), (.untilClose, "hello")] {
                let status = HTTPStatus(code: code)
                var output = ByteBuffer()
                let fields: HTTPFields = ["X-A": "b", "Set-Cookie": "c=d", "set-cookie": "e=f"]
                ResponseWriter.writeHead(
                    status, version: .http11, fields: fields, framing: framing, keepAlive: true, date: nil, into: &output)
                let sent = status.allowsContent ? content : ""
                output.append(sent)
                let transcript = ResponseTranscript([output.array()], closed: true)
                guard case .head(let readCode, .http11, let readFields, let readFraming, let keepAlive)? = transcript.entries.first
                else {
                    Issue.record("no head for \(code) \(framing)")
                    return
                }
                #expect(readCode == code)
                #expect(Array(readFields.all("set-cookie")) == ["c=d", "e=f"])
                #expect(keepAlive == (framing != .untilClose))
                let expected = status.allowsContent ? (framing == .none ? .length(0) : framing) : .none
                #expect(readFraming == expected)
                let bodies = transcript.entries.compactMap { if case .body(let bytes) = $0 { bytes } else { nil } }
                #expect(bodies.flatMap(\.self) == octets(sent))
                #expect(transcript.error == nil)
            }
        }
    }

    @Test("to send chunks is a programming error")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var output = ByteBuffer()
            ResponseWriter.writeHead(
                .ok, version: .http11, fields: [:], framing: .chunked, keepAlive: true, date: nil, into: &output)
        }
    }

    @Test("100 (Continue) is a whole head")
    func continueHead() {
        var output = ByteBuffer()
        output.append(ResponseWriter.continueHead)
        ResponseWriter.writeHead(.ok, version: .http11, fields: [:], framing: .none, keepAlive: true, date: nil, into: &output)
        #expect(ResponseTranscript([output.array()]).entries.count == 2)
    }

    @Test("every named status has its code's reason")
    func reasons() {
        #expect("\(HTTPStatus.contentTooLarge.reason)" == "Content Too Large")
        #expect(HTTPStatus.tooManyRequests.code == 429)
        #expect(HTTPStatus.requestHeaderFieldsTooLarge.code == 431)
        #expect((100...599).filter { HTTPStatus(code: $0).reason.utf8CodeUnitCount > 0 }.count == 47)
    }
}
