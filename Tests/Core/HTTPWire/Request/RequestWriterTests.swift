import HTTPWire
import Testing

@Suite("Requests we write are requests we accept")
struct RequestWriterTests {
    private func written(_ method: HTTPMethod, _ target: String = "/a?b", fields: HTTPFields = [:], framing: BodyFraming = .none)
        -> String
    {
        var output = ByteBuffer()
        RequestWriter.writeHead(method: method, target: target, host: "h:1", fields: fields, framing: framing, into: &output)
        return String(decoding: output.array(), as: UTF8.self)
    }

    @Test func exact() {
        #expect(written(.get) == "GET /a?b HTTP/1.1\r\nHost: h:1\r\n\r\n")
        #expect(written(.post) == "POST /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Length: 0\r\n\r\n")
        #expect(written(.delete, framing: .length(2)) == "DELETE /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\n\r\n")
        #expect(
            written(.put, fields: ["host": "evil", "content-length": "9", "Transfer-Encoding": "x", "A": "b"], framing: .length(1))
                == "PUT /a?b HTTP/1.1\r\nHost: h:1\r\nA: b\r\nContent-Length: 1\r\n\r\n")
    }

    @Test(arguments: [HTTPMethod.get, .post, .put, .patch, .delete, .options, .other("PURGE")])
    func roundTrip(_ method: HTTPMethod) throws {
        for framing in [BodyFraming.none, .length(3)] {
            let head = try head(written(method, fields: ["A": "b"], framing: framing))
            #expect(head.method == method)
            #expect(head.target == "/a?b")
            #expect(head.host == "h:1")
            #expect(head.field("a") == "b")
            #expect(head.framing == framing || (framing == .none && head.framing == .length(0)))
        }
    }

    @Test func misuse() async {
        await #expect(processExitsWith: .failure) {
            var output = ByteBuffer()
            RequestWriter.writeHead(method: .get, target: "/ HTTP/1.1\r\nX: y", host: "a", into: &output)
        }
        await #expect(processExitsWith: .failure) {
            var output = ByteBuffer()
            RequestWriter.writeHead(method: .get, target: "/", host: "a\r\nX: y", into: &output)
        }
    }
}
