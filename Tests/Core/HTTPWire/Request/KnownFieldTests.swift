import Foundation
import HTTPWire
import Testing
import WireSupport

@Suite("Fields that handlers read, on several lines") struct KnownFieldTests {
    /// The head of a request with these lines, or what it was refused with.
    private func head(_ lines: [String]) throws(RequestError) -> RequestHead {
        var parser = RequestParser()
        let bytes = Array(("GET / HTTP/1.1\r\nHost: a\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n").utf8)
        guard case .head(let head) = try parser.next(bytes.span).event else { preconditionFailure("not a whole head") }
        return head
    }

    /// As peers may spell it.
    private func spellings(_ name: StaticString) -> [String] {
        ["\(name)", "\(name)".uppercased(), "\(name)".split(separator: "-").map(\.capitalized).joined(separator: "-")]
    }

    @Test(
        "one that holds one value is refused when it is there twice, the same or another, next to each other or not",
        arguments: SingletonField.allCases)
    func singletons(_ field: SingletonField) throws {
        for first in spellings(field.name) {
            #expect(try head([first + ": x"]).field(field) == "x")
            for second in spellings(field.name) {
                for value in ["x", "y", ""] {
                    for between in [[], ["x-other: 1"], ["\(first)x: 1", "y\(first): 1"]] {
                        #expect(throws: RequestError.duplicateField) {
                            try head(["\(first): x"] + between + ["\(second): \(value)"])
                        }
                    }
                }
            }
        }
        #expect(RequestError.duplicateField.status == .badRequest && RequestError.duplicateField.code == "duplicate_field")
    }

    @Test("all of them once are not refused, whatever their order")
    func onceEach() throws {
        let lines = SingletonField.allCases.map { "\($0.name): value of \($0.name)" }
        for order in [lines, lines.reversed()] {
            let head = try head(order)
            for field in SingletonField.allCases { #expect(head.field(field) == "value of \(field.name)") }
        }
        #expect(SingletonField.allCases.allSatisfy { (try? head([]).field($0)) == .some(nil) })
    }

    @Test("one that holds a list is the same list on one line and on several", arguments: ListField.allCases)
    func lists(_ field: ListField) throws {
        let elements = ["a", "\"b, c\"", "d", "\"\\\"", "e"]
        // Each bit: whether a new line begins behind that element.
        for cuts in 0..<1 << (elements.count - 1) {
            var lines = [elements[0]]
            for (index, element) in elements.dropFirst().enumerated() {
                if cuts >> index & 1 == 1 { lines.append(element) } else { lines[lines.count - 1] += " ,\t" + element }
            }
            let sent = lines.enumerated().map { "\(spellings(field.name)[$0 % 3]): \($1)" }
            #expect(try head(sent).list(field) == elements)
            #expect(try head(sent.flatMap { [$0, "x-other: z"] }).list(field) == elements)
        }
        #expect(try head([]).list(field) == nil)
        #expect(try head(["\(field.name):"]).list(field) == [])
        #expect(try head(["\(field.name): ,, a ,,", "\(field.name): ,"]).list(field) == ["a"])
    }

    @Test("so are the lists that the parser reads itself")
    func parsersOwn() throws {
        #expect(try !head(["Connection: keep-alive", "Connection: close"]).keepAlive)
        #expect(try !head(["Connection: close", "Connection: keep-alive"]).keepAlive)
        let upgrade = try head(["Connection: keep-alive", "Connection: Upgrade", "Upgrade: h2c", "Upgrade: websocket"])
        #expect(upgrade.hasToken("upgrade", in: "connection") && upgrade.hasToken("websocket", in: "upgrade"))
        for codings in [["gzip, chunked"], ["gzip", "chunked"]] {
            #expect(throws: RequestError.unknownTransferCoding) { try head(codings.map { "Transfer-Encoding: " + $0 }) }
        }
        for expectations in [["100-continue, 100-continue"], ["100-continue", "100-continue"]] {
            #expect(try head(["Content-Length: 1"] + expectations.map { "Expect: " + $0 }).expectsContinue)
        }
        for expectations in [["100-continue, other"], ["100-continue", "other"], ["other", "100-continue"]] {
            #expect(throws: RequestError.unknownExpectation) { try head(expectations.map { "Expect: " + $0 }) }
        }
    }

    @Test("a singleton that may be ignored is read only when it is there once")
    func only() throws {
        let read: (RequestHead) -> Int? = { $0.withOnlyField("traceparent") { $0.count } }
        #expect(read(try head(["traceparent: abc"])) == 3)
        #expect(read(try head(["traceparent: abc", "Traceparent: abc"])) == nil)
        #expect(read(try head([])) == nil)
    }

    @Test(
        "the path of a refused request is known as soon as its end is, without its query",
        arguments: [
            ("GET /..%2f HTTP/1.1\r\n", "/..%2f"), ("GET /a%zz/b?ticket=1 HTTP/1.1\r\n", "/a%zz/b"),
            ("GET /a?b\u{1}c HTTP/1.1\r\n", "/a"),
            ("GET http://h:1/a/b?c HTTP/2.0\r\n", "/a/b"), ("\r\n\r\nGET /a HTTP/1.1\r\nx\r\n\r\n", "/a"),
            ("GET /a HTTP/1.1\r\n\r\n", "/a"), ("GET /a\u{1}b HTTP/1.1\r\n", nil), ("GET /a", nil), ("GET /a?b", "/a"),
            ("GET /a ", "/a"),
            ("G\u{1}T /a HTTP/1.1\r\n", nil), ("GET * HTTP/1.1\r\n", nil), ("CONNECT h:80 HTTP/1.1\r\n", nil),
            ("GET http://h HTTP/2.0\r\n", nil), ("GET http:/ab/c?d HTTP/2.0\r\n", nil),
        ] as [(String, String?)])
    func sentPath(text: String, path: String?) {
        // Whole, and octet by octet.
        for step in [text.utf8.count, 1] {
            var parser = RequestParser()
            var (input, rest, failed) = ([UInt8](), Array(text.utf8)[...], false)
            while !rest.isEmpty, !failed {
                input += rest.prefix(step)
                rest = rest.dropFirst(step)
                do { input.removeFirst(try parser.next(input.span).consumed) } catch { failed = true }
            }
            #expect(parser.sentPath(input.span).map { String(decoding: $0, as: UTF8.self) } == path, "\(step)")
        }
    }
}
