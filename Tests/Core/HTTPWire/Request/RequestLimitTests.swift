import HTTPWire
import Testing
import WireSupport

@Suite("Each limit is the largest value still accepted")
struct RequestLimitTests {
    /// The error of a stream however it is cut; nil when every cut accepts it.
    private func refusal(_ text: String, _ limits: HTTPLimits) -> RequestError? {
        let bytes = octets(text)
        let whole = RequestTranscript([bytes], limits: limits)
        for pieces in Cuts.all(bytes) {
            #expect(RequestTranscript(pieces, limits: limits).entries == whole.entries, "cut after \(pieces[0].count)")
        }
        return whole.error
    }

    @Test(arguments: [-1, 0, 1])
    func head(_ over: Int) {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: yyyyyyyy\r\n\r\n"
        #expect(
            refusal(text, HTTPLimits(head: text.utf8.count - over)) == (over > 0 ? .headTooLarge(limit: text.utf8.count - 1) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func requestLineBeyondTheHead(_ over: Int) {
        let line = "GET /" + String(repeating: "a", count: 40)
        let limits = HTTPLimits(head: 40)
        #expect(refusal(line, limits) == .headTooLarge(limit: 40))
    }

    @Test(arguments: [-1, 0, 1])
    func fields(_ over: Int) {
        let lines = (0..<(9 + over)).map { "x\($0): y\r\n" }.joined()
        let limits = HTTPLimits(fields: 10)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n", limits) == (over > 0 ? .tooManyFields(limit: 10) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func target(_ over: Int) {
        let path = "/" + String(repeating: "a", count: 29 + over)
        let expected: RequestError? = over > 0 ? .targetTooLong(limit: 30) : nil
        #expect(refusal("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n", HTTPLimits(target: 30)) == expected)
        #expect(RequestError.targetTooLong(limit: 30).status == .uriTooLong)
    }

    @Test(arguments: [-1, 0, 1])
    func method(_ over: Int) {
        let name = String(repeating: "M", count: 8 + over)
        let expected: RequestError? = over > 0 ? .methodTooLong(limit: 8) : nil
        #expect(refusal("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n", HTTPLimits(method: 8)) == expected)
    }

    @Test(arguments: [-1, 0, 1])
    func length(_ over: Int) {
        let content = String(repeating: "c", count: 20 + over)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(20 + over)\r\n\r\n\(content)"
        #expect(refusal(text, HTTPLimits(body: 20)) == (over > 0 ? .bodyTooLarge(limit: 20) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func chunked(_ over: Int) {
        let last = String(repeating: "c", count: 10 + over)
        let chunks = "a\r\n0123456789\r\n\(String(10 + over, radix: 16))\r\n\(last)\r\n0\r\n\r\n"
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)"
        #expect(refusal(text, HTTPLimits(body: 20)) == (over > 0 ? .bodyTooLarge(limit: 20) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func chunkExtensions(_ over: Int) {
        // ";a" and the CR, then ";" and a name and the CR: 3 + 2 + n.
        let name = String(repeating: "n", count: 15 + over)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0;\(name)\r\n\r\n"
        #expect(refusal(text, HTTPLimits(chunkExtensions: 20)) == (over > 0 ? .chunkExtensionsTooLarge(limit: 20) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func chunkSizeDigits(_ over: Int) {
        let size = String(repeating: "0", count: 15 + over) + "1"
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\nx\r\n0\r\n\r\n"
        #expect(refusal(text, HTTPLimits()) == (over > 0 ? .invalidChunkSize : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func trailers(_ over: Int) {
        let section = "a: " + String(repeating: "b", count: 23 + over) + "\r\n\r\n"
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(section)"
        #expect(refusal(text, HTTPLimits(trailers: 30)) == (over > 0 ? .trailersTooLarge(limit: 30) : nil))
    }

    @Test("trailers that fill the limit without an end are refused at once", arguments: [0, 1])
    func endlessTrailers(_ over: Int) {
        let section = "a: " + String(repeating: "b", count: 27 + over)
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(section)"
        #expect(refusal(text, HTTPLimits(trailers: 30)) == .trailersTooLarge(limit: 30))
    }

    @Test(arguments: [-1, 0, 1])
    func trailerFields(_ over: Int) {
        let section = (0..<(5 + over)).map { "t\($0): v\r\n" }.joined()
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(section)\r\n"
        #expect(refusal(text, HTTPLimits(fields: 5)) == (over > 0 ? .tooManyFields(limit: 5) : nil))
    }

    @Test(arguments: [-1, 0, 1])
    func emptyLines(_ over: Int) {
        let text = String(repeating: "\r\n", count: 2 + over) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(refusal(text, HTTPLimits(emptyLines: 2)) == (over > 0 ? .tooManyEmptyLines(limit: 2) : nil))
    }

    @Test("a head that has as many octets as one may have, and no end, is not waited for")
    func headWithoutEnd() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: yyyyyyyy"
        let size = text.utf8.count
        #expect(RequestTranscript([octets(text)], limits: HTTPLimits(head: size)).error == .headTooLarge(limit: size))
        #expect(RequestTranscript([octets(text)], limits: HTTPLimits(head: size + 1)).error == nil)
    }
}
