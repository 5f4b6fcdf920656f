import HTTPWire
import Testing
import WireSupport

@Suite("Good requests are read the same however they arrive")
struct RequestParserTests {
    private static let streams: [String] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/b?c=d&e=%20f HTTP/1.1\r\nhost:a:8080\r\nX-Empty:\r\nX-Blank: \t \r\nX-Tab: a\tb \t\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 11\r\n\r\nhello world",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "5\r\nhello\r\n006;a;b=c ; d = \"e\\\"\t;\";f\r\n world\r\n0;last\r\nX-T: u\r\nY: \r\n\r\n",
        "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        "GET http://b.example:81/p?q HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n",
        "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
        "PURGE /%C3%A4/%7Euser HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx",
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\nGET /4",
    ]

    @Test("cut in two anywhere and octet by octet", arguments: streams)
    func cut(_ stream: String) {
        let bytes = octets(stream)
        let whole = RequestTranscript([bytes])
        #expect(whole.error == nil)
        for pieces in Cuts.all(bytes) {
            let cut = RequestTranscript(pieces)
            #expect(cut.entries == whole.entries)
            #expect(cut.left == whole.left)
            #expect(cut.isIdle == whole.isIdle)
        }
    }

    @Test("a request with everything")
    func whole() {
        let transcript = RequestTranscript(Self.streams[5])
        #expect(
            transcript.entries == [
                .head(
                    """
                    POST /x http11 origin path=/x query=-
                    host=a chunked keepAlive=true continue=false
                    Host=a
                    Transfer-Encoding=Chunked
                    """),
                .body(octets("hello world")), .end(["X-T: u", "Y: "]),
            ])
        #expect(transcript.isIdle)
        #expect(transcript.left.isEmpty)
    }

    @Test("pipelined requests come one after the other, the unfinished one stays in the buffer")
    func pipelined() {
        let transcript = RequestTranscript(Self.streams[10])
        let kinds = transcript.entries.map { entry -> String in
            switch entry {
            case .head(let text): String(text.prefix { $0 != "h" })
            case .body(let bytes): String(decoding: bytes, as: UTF8.self)
            case .end: "end"
            case .error(let error): error.code
            }
        }
        #expect(kinds == ["POST /1 ", "ab", "end", "POST /2 ", "c", "end", "GET /3 ", "end"])
        #expect(String(decoding: transcript.left, as: UTF8.self) == "GET /4")
        #expect(!transcript.isIdle)
    }

    @Test("what is behind the end of a message is not touched: it may be another protocol")
    func upgrade() throws {
        let bytes = octets("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n\r\n") + [0x81, 0x80, 0, 0]
        var parser = RequestParser()
        let (event, consumed) = try parser.next(bytes.span)
        guard case .head = event else { throw Unexpected() }
        #expect(consumed == bytes.count - 4)
        let rest = Array(bytes[consumed...])
        let (end, more) = try parser.next(rest.span)
        guard case .end = end else { throw Unexpected() }
        #expect(more == 0)
        let isIdle = parser.isIdle
        #expect(isIdle)
    }

    @Test(
        "keep-alive by version and Connection",
        arguments: [
            ("1.1", "", true), ("1.1", "close", false), ("1.1", "Close", false), ("1.1", "keep-alive, close", false),
            ("1.1", "closed", true),
            ("1.2", "", true), ("1.0", "", false), ("1.0", "keep-alive", true), ("1.0", "x , Keep-Alive", true),
            ("1.0", "keep-alive,close", false),
        ])
    func keepAlive(_ version: String, _ connection: String, _ expected: Bool) throws {
        let head = try head("GET / HTTP/\(version)\r\nHost: a\r\nConnection: \(connection)\r\n\r\n")
        #expect(head.keepAlive == expected)
    }

    @Test("100-continue counts only in HTTP/1.1 and with content")
    func expectation() throws {
        #expect(try head("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expectsContinue)
        #expect(try !head("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n").expectsContinue)
        #expect(try !head("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").expectsContinue)
        #expect(try !head("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expectsContinue)
    }

    @Test(
        "hosts the grammar allows",
        arguments: [
            "a", "a.example", "a:80", "a:", "a:0", "a:65535", "127.0.0.1", "[::]", "[::1]", "[::1]:80", "[1:2:3:4:5:6:7:8]",
            "[1::8]", "[1::]",
            "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[fe80::A]", "[v1.a:b]", "a%20b", "xn--a_b~!$&'()*+;=",
        ])
    func hosts(_ host: String) throws {
        #expect(try head("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").host == host)
    }

    @Test("a slow peer cannot make reading quadratic: linear takes a second here, quadratic a minute")
    func slowPeer() {
        let value = String(repeating: "v", count: 60_000)
        let bytes = octets("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n")
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(RequestTranscript(Cuts.single(bytes), limits: HTTPLimits(head: 70_000)).error == nil)
        }
        #expect(time < .seconds(20))
    }
}

struct Unexpected: Error {}

/// The head at the front of a text.
func head(_ text: String, limits: HTTPLimits = .default) throws -> RequestHead {
    var parser = RequestParser(limits: limits)
    let bytes = octets(text)
    guard case .head(let head) = try parser.next(bytes.span).event else { throw Unexpected() }
    return head
}
