import HTTPWire
import Testing
import WireSupport

@Suite("Responses are read as strictly as requests")
struct ResponseParserTests {
    private static let good: [(String, HTTPMethod)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", .get),
        ("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", .get),
        ("HTTP/1.0 404 Nicht gefunden: \u{E4}\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", .get),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a\r\nhi\r\n3\r\n du\r\n0\r\nT: u\r\n\r\nHTTP", .get),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\nX: y\r\n\r\n", .post),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n\u{1}\u{2}", .get),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", .head),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .head),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .get),
        ("HTTP/1.1 200 OK\r\n\r\ntunnel", .connect),
    ]

    @Test("cut in two anywhere and octet by octet", arguments: good)
    func cut(_ text: String, _ method: HTTPMethod) {
        let bytes = octets(text)
        let whole = ResponseTranscript([bytes], to: method, closed: true)
        #expect(whole.error == nil)
        #expect(whole.entries.last == .end)
        for pieces in Cuts.all(bytes) { #expect(ResponseTranscript(pieces, to: method, closed: true).entries == whole.entries) }
    }

    @Test("content by status, method and fields, RFC 9112 section 6.3")
    func framing() {
        func framing(_ text: String, _ method: HTTPMethod = .get) -> (BodyFraming, Bool)? {
            guard case .head(_, _, _, let framing, let keepAlive)? = ResponseTranscript(text, to: method).entries.first else {
                return nil
            }
            return (framing, keepAlive)
        }
        #expect(framing("HTTP/1.1 200 OK\r\n\r\n")! == (.untilClose, false))
        #expect(framing("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n")! == (.length(7), true))
        #expect(framing("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n")! == (.length(7), false))
        #expect(framing("HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\n")! == (.length(7), false))
        #expect(framing("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", .head)! == (.none, true))
        #expect(framing("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n")! == (.none, true))
        #expect(framing("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n")! == (.none, true))
        #expect(framing("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", .connect)! == (.none, true))
        #expect(framing("HTTP/1.1 299 Odd\r\nContent-Length: 7\r\n\r\n", .connect)! == (.none, true))
        #expect(framing("HTTP/1.1 300 Many\r\nContent-Length: 7\r\n\r\n", .connect)! == (.length(7), true))
        #expect(framing("HTTP/1.1 400 Bad\r\nContent-Length: 7\r\n\r\n", .connect)! == (.length(7), true))
    }

    @Test("content until the end of the connection")
    func untilClose() {
        let open = ResponseTranscript("HTTP/1.0 200 OK\r\n\r\nabc")
        #expect(open.entries.dropFirst() == [.body(octets("abc"))])
        #expect(ResponseTranscript("HTTP/1.0 200 OK\r\n\r\nabc", closed: true).error == nil)
        #expect(ResponseTranscript("HTTP/1.0 200 OK\r\n\r\nabcd", limits: HTTPLimits(body: 3)).error == .bodyTooLarge(limit: 3))
        #expect(ResponseTranscript("HTTP/1.0 200 OK\r\n\r\nabc", limits: HTTPLimits(body: 3), closed: true).error == nil)
    }

    @Test("what follows the response is left alone")
    func left() {
        #expect(ResponseTranscript(Self.good[3].0).left == octets("HTTP"))
        #expect(ResponseTranscript(Self.good[5].0).left == [1, 2])
    }

    @Test(
        "bad responses, however they arrive",
        arguments: [
            ("HTTP/1.1 200\r\n\r\n  ", .malformedStatusLine), ("HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 20 OK \r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine), ("HTTP/1.1 600 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 +20 OK\r\n\r\n", .malformedStatusLine),
            ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine), ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
            ("http/1.1 200 OK\r\n\r\n", .malformedVersion),
            ("HTTP/1.1 200 O\0K\r\n\r\n", .malformedStatusLine), ("HTTP/1.1 200 OK\n\r\n", .bareLF),
            ("HTTP/1.1 200 OK\rX: y\r\n\r\n", .bareCR),
            ("SSH-2.0-OpenSSH_9.2p1\r\n", .malformedVersion), ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .spaceBeforeColon),
            ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .obsoleteFold),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .lengthWithTransferEncoding),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .duplicateContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: a\r\n\r\n", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .unknownTransferCoding),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", .invalidChunkSize),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", .bodyTooLarge(limit: 1_048_576)),
        ] as [(String, ResponseError)])
    func refused(_ text: String, _ error: ResponseError) {
        for pieces in Cuts.all(octets(text)) { #expect(ResponseTranscript(pieces).error == error) }
    }

    @Test("limits", arguments: [-1, 0, 1])
    func limits(_ over: Int) {
        let response = octets("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: y\r\n\r\n")
        let interim = octets(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 3 + over)) + response
        for pieces in Cuts.all(interim) {
            let error = ResponseTranscript(pieces, limits: HTTPLimits(interimResponses: 3)).error
            #expect(error == (over > 0 ? .tooManyInterimResponses(limit: 3) : nil))
        }
        for pieces in Cuts.all(response) {
            let head = ResponseTranscript(pieces, limits: HTTPLimits(head: response.count - over)).error
            #expect(head == (over > 0 ? .headTooLarge(limit: response.count - 1) : nil))
            let fields = ResponseTranscript(pieces, limits: HTTPLimits(fields: 2 - over)).error
            #expect(fields == (over > 0 ? .tooManyFields(limit: 1) : nil))
        }
    }

    @Test("a head that fills the limit without an end is refused at once", arguments: [0, 1])
    func endlessHead(_ over: Int) {
        let head = octets("HTTP/1.1 200 OK\r\nX: y")
        let limit = head.count - over
        for pieces in Cuts.all(head) {
            #expect(ResponseTranscript(pieces, limits: HTTPLimits(head: limit)).error == .headTooLarge(limit: limit))
        }
    }

    @Test("the end of the stream inside a response is an error")
    func incomplete() {
        let response = octets("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
        for count in 0..<response.count {
            #expect(ResponseTranscript([Array(response[..<count])], closed: true).error == .incomplete)
        }
    }
}
