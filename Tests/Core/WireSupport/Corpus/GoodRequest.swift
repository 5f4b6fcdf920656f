/// Requests at the edge of what the RFCs allow: legal, and to be accepted.
package struct GoodRequest: Sendable {
    package let name: String
    package let bytes: [UInt8]

    init(_ name: String, _ text: String) {
        self.name = name
        bytes = octets(text)
    }

    package static let all: [GoodRequest] = [
        GoodRequest("plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("empty line in front", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"),
        GoodRequest("HTTP/1.0 without content", "POST / HTTP/1.0\r\n\r\n"),
        GoodRequest("HEAD", "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("field names in any case", "GET / HTTP/1.1\r\nhOsT: a\r\nX-y_Z.0: 1\r\n\r\n"),
        GoodRequest("no blank behind the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n"),
        GoodRequest("tabs and blanks round a value", "GET / HTTP/1.1\r\nHost: a \t\r\nx: \t b c\t \r\n\r\n"),
        GoodRequest("empty value", "GET / HTTP/1.1\r\nHost: a\r\nx:\r\n\r\n"),
        GoodRequest("UTF-8 in a value", "GET / HTTP/1.1\r\nHost: a\r\nx: ä\r\n\r\n"),
        GoodRequest("port in Host", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"),
        GoodRequest("IPv6 in Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        GoodRequest("absolute form", "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("escapes", "GET /%C3%A4%20b?c=%26 HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("sub-delims in the path", "GET /a;b=c,d!$&'()*+=:@-._~ HTTP/1.1\r\nHost: a\r\n\r\n"),
        GoodRequest("content", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
        GoodRequest("no content, said", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
        GoodRequest("leading zeros of a length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nhello"),
        GoodRequest("chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        GoodRequest(
            "Chunked in capitals", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n"),
        GoodRequest(
            "chunk extension", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\nx\r\n0\r\n\r\n"),
        GoodRequest("trailer", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nsum: 1\r\n\r\n"),
        GoodRequest(
            "leading zeros of a chunk size",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n001\r\nx\r\n000\r\n\r\n"),
        GoodRequest("unknown method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]
}
