import HTTPWire
import Testing
import WireSupport

@Suite("A request's head answers what handlers ask")
struct RequestHeadTests {
    @Test("fields without case, first or all, trimmed")
    func fields() throws {
        let head = try head("GET / HTTP/1.1\r\nHost: a\r\nX-One: \t 1 \t\r\nx-one:2\r\nEmpty:\r\n\r\n")
        #expect(head.field("x-one") == "1")
        #expect(head.fields("x-one") == ["1", "2"])
        #expect(head.field("empty") == "")
        #expect(head.field("x-two") == nil)
        #expect(head.fields("x-two").isEmpty)
        #expect(head.has("x-one") && head.has("empty") && !head.has("x-two"))
        #expect(head.fieldCount == 4)
        #expect(head.withField("x-one") { $0[0] } == UInt8(ascii: "1"))
        #expect(head.withField("x-two") { $0.count } == nil)
        var names: [Int] = []
        head.forEachField { name, _ in names.append(name.count) }
        #expect(names == [4, 5, 5, 5])
    }

    @Test("values in UTF-8 or ISO 8859-1")
    func encodings() throws {
        var parser = RequestParser()
        let bytes = octets("GET / HTTP/1.1\r\nHost: a\r\nU: ä\r\nL: ") + [0xE4] + octets("\r\n\r\n")
        guard case .head(let head) = try parser.next(bytes.span).event else { throw Unexpected() }
        #expect(head.field("u") == "ä")
        #expect(head.field("l") == "ä")
    }

    @Test("tokens in lists, over several lines")
    func tokens() throws {
        let head = try head("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive , UPGRADE\r\nConnection:x,,y\r\n\r\n")
        for token in ["keep-alive", "upgrade", "x", "y"] as [StaticString] { #expect(head.hasToken(token, in: "connection")) }
        for token in ["keep", "upgrades", "close"] as [StaticString] { #expect(!head.hasToken(token, in: "connection")) }
        #expect(!head.hasToken("x", in: "upgrade"))
    }

    @Test("cookies by RFC 6265")
    func cookies() throws {
        let head = try head(
            "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1; bb=x=y;c=\"q\" ; A=2; a=3; empty=; novalue\r\nCookie: late=5\r\n\r\n")
        #expect(head.cookie("a") == "1")
        #expect(head.cookie("bb") == "x=y")
        #expect(head.cookie("b") == nil)
        #expect(head.cookie("c") == "\"q\"")
        #expect(head.cookie("A") == "2")
        #expect(head.cookie("empty") == "")
        #expect(head.cookie("novalue") == nil)
        #expect(head.cookie("late") == "5")
        #expect(try HTTPWireTests.head("GET / HTTP/1.1\r\nHost: a\r\n\r\n").cookie("a") == nil)
    }

    @Test("a cookie that is there twice is told, whichever of the two fields has it; once, or under another name, it is not")
    func repeatedCookies() throws {
        let head = try head("GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1; b=1; c=1; a=2\r\nCookie: ; B=2; c=1;\r\n\r\n")
        for (names, found) in [
            (["a"], "a"), (["b"], nil), (["c"], "c"), (["b", "c"], "c"), (["c", "b", "a"], "a"), (["d"], nil), ([], nil),
        ] as [([StaticString], String?)] {
            #expect(head.repeatedCookie(among: names)?.description == found, "\(names)")
        }
    }

    @Test(
        "path decoded once, query as sent",
        arguments: [
            ("/", "/", nil), ("/a%20b", "/a b", nil), ("/%2541", "/%41", nil), ("/a+b?", "/a+b", ""),
            ("/?a=/../&b=%00", "/", "a=/../&b=%00"),
            ("/a?b?c", "/a", "b?c"), ("//x//", "//x//", nil), ("/...", "/...", nil), ("/.a/..b", "/.a/..b", nil),
            ("/%C3%A4", "/ä", nil),
            ("/%F0%9F%98%80/x", "/😀/x", nil), ("/a%0Ab", "/a\nb", nil), ("/?[a]={|}^`\\", "/", "[a]={|}^`\\"),
            ("/~!$&'()*+,;=:@-._", "/~!$&'()*+,;=:@-._", nil),
        ] as [(String, String, String?)])
    func target(_ target: String, _ path: String, _ query: String?) throws {
        let head = try head("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.path == path)
        #expect(head.withPath { path in path.indices.map { path[$0] } } == octets(path))
        #expect(head.query == query)
        #expect(head.target == target)
        #expect(head.form == .origin)
        #expect(head.field("host") == "a")
    }

    @Test(
        "absolute form: its authority counts, not Host's",
        arguments: [
            ("http://b.example", "GET", TargetForm.absolute, "/", nil, "b.example"),
            ("HTTPS://b:8/x?y", "GET", .absolute, "/x", "y", "b:8"),
            ("http://b?y", "GET", .absolute, "/", "y", "b"),
            ("http://b", "OPTIONS", .asterisk, "*", nil, "b"),
            ("http://b/", "OPTIONS", .absolute, "/", nil, "b"),
            ("*", "OPTIONS", .asterisk, "*", nil, "a"),
            ("b:443", "CONNECT", .authority, "", nil, "b:443"),
            ("[::1]:443", "CONNECT", .authority, "", nil, "[::1]:443"),
        ] as [(String, String, TargetForm, String, String?, String)])
    func forms(_ target: String, _ method: String, _ form: TargetForm, _ path: String, _ query: String?, _ host: String) throws {
        let head = try head("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.form == form)
        #expect(head.path == path)
        #expect(head.query == query)
        #expect(head.host == host)
        #expect(head.target == target)
    }

    @Test("query parameters are decoded; what is malformed stands for itself or is refused")
    func query() throws {
        let good = try head("GET /?a=1&b=x+y%26z&a=2&c&=n&&d=%C3%A4&e=f=g&h%20i=j HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(good.queryParameter("a") == "1")
        #expect(good.queryParameter("b") == "x y&z")
        #expect(good.queryParameter("c") == "")
        #expect(good.queryParameter("d") == "ä")
        #expect(good.queryParameter("e") == "f=g")
        #expect(good.queryParameter("h i") == "j")
        #expect(good.queryParameter("z") == nil)
        let all = try good.queryParameters().map { "\($0)=\($1)" }
        #expect(all == ["a=1", "b=x y&z", "a=2", "c=", "=n", "d=ä", "e=f=g", "h i=j"])
        let none = try head("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(none.queryParameter("a") == nil)
        #expect(try none.queryParameters().isEmpty)
        for (query, lenient) in [("a=100%", "100%"), ("a=%4", "%4"), ("a=%zz", "%zz"), ("a=%FF", "\u{FFFD}")] {
            let head = try head("GET /?\(query) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(head.queryParameter("a") == lenient)
            #expect(throws: RequestError.invalidQuery) { _ = try head.queryParameters() }
        }
    }

    @Test("methods", arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "get", "GETX", "G"])
    func methods(_ name: String) throws {
        let head = try head("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.method.name == name)
        #expect(head.method == HTTPMethod(name: name))
        let isOther = if case .other = head.method { true } else { false }
        #expect(isOther == ["PURGE", "get", "GETX", "G"].contains(name))
    }

    @Test("a head made in process is the one the wire would have given")
    func inProcess() {
        let head = RequestHead(
            method: .post, path: "/a b/ä%", query: "q=1", fields: ["Content-Length": "3", "Cookie": "s=1"])
        #expect(head.path == "/a b/ä%")
        #expect(head.target == "/a%20b/%C3%A4%25?q=1")
        #expect(head.framing == .length(3))
        #expect(head.host == "localhost")
        #expect(head.cookie("s") == "1")
        #expect(head.keepAlive)
        #expect(RequestHead(method: .get, path: "/", fields: ["Host": "b"]).fields("host") == ["b"])
        let long = RequestHead(method: .get, path: "/" + String(repeating: "x", count: 50_000))
        #expect(long.path.utf8.count == 50_001)
    }
}
