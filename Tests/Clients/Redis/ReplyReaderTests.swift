import Testing

@testable import Redis

@Suite("Redis answers from the wire") struct ReplyReaderTests {
    static let answers: [(String, RedisValue)] = [
        ("+OK\r\n", .status("OK")),
        ("+\r\n", .status("")),
        ("-ERR no such key\r\n", .error("ERR no such key")),
        (":0\r\n", .integer(0)),
        (":-42\r\n", .integer(-42)),
        (":9223372036854775807\r\n", .integer(.max)),
        (":-9223372036854775808\r\n", .integer(.min)),
        ("$-1\r\n", .null),
        ("*-1\r\n", .null),
        ("$0\r\n\r\n", .bulk([])),
        ("$5\r\nhello\r\n", .bulk(Array("hello".utf8))),
        ("$4\r\n\r\n\0:\r\n", .bulk([13, 10, 0, 58])),
        ("*0\r\n", .array([])),
        ("*1\r\n*0\r\n", .array([.array([])])),
        (
            "*4\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR x\r\n+S\r\n",
            .array([.integer(1), .array([.bulk([97]), .null]), .error("ERR x"), .status("S")])
        ),
        ("*2\r\n*1\r\n*1\r\n:7\r\n*0\r\n", .array([.array([.array([.integer(7)])]), .array([])])),
    ]

    private func feed(_ bytes: some Sequence<UInt8>, to reader: inout ReplyReader) throws {
        try Array(bytes).withUnsafeBytes { try reader.feed($0) }
    }

    @Test("every type, cut at every byte, with the next answer behind it", arguments: answers)
    func everySplit(wire: String, value: RedisValue) throws {
        let bytes = Array(wire.utf8)
        for cut in 0...bytes.count {
            var reader = ReplyReader(maxReplyBytes: 1024)
            try feed(bytes[..<cut], to: &reader)
            if cut < bytes.count { #expect(try reader.next() == nil, "complete after \(cut) bytes") }
            try feed(bytes[cut...] + Array("+next\r\n+ha".utf8), to: &reader)
            #expect(try reader.next() == value)
            #expect(try reader.next() == .status("next"))
            #expect(try reader.next() == nil)
            try feed("lf\r\n".utf8, to: &reader)
            #expect(try reader.next() == .status("half"))
        }
    }

    @Test("all types in one stream, byte by byte")
    func byteByByte() throws {
        var reader = ReplyReader(maxReplyBytes: 1024)
        var values: [RedisValue] = []
        for byte in Self.answers.flatMap({ Array($0.0.utf8) }) {
            try feed([byte], to: &reader)
            while let value = try reader.next() { values.append(value) }
        }
        #expect(values == Self.answers.map(\.1))
    }

    @Test("bulk bytes of any value and size come through unchanged", arguments: [1, 255, 16_384, 100_000])
    func binary(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        var reader = ReplyReader(maxReplyBytes: 200_000)
        try feed("$\(size)\r\n".utf8, to: &reader)
        try feed(bytes, to: &reader)
        #expect(try reader.next() == nil)
        try feed("\r\n".utf8, to: &reader)
        #expect(try reader.next() == .bulk(bytes))
    }

    @Test(
        "what is not RESP2 is a protocol violation, and stays one",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "\r\n", "_\r\n", ":12a\r\n", ":\r\n", ":9223372036854775808\r\n", "$abc\r\n", "$-2\r\n",
            "*-2\r\n", "*x\r\n", "*2147483647\r\n", "*4294967297\r\n", "*2\r\n:1\r\n?\r\n",
            String(repeating: "*1\r\n", count: 20),
        ])
    func violations(wire: String) throws {
        var reader = ReplyReader(maxReplyBytes: 1024)
        try feed(wire.utf8, to: &reader)
        #expect(throws: RedisError.protocolViolation) { try reader.next() }
        #expect(throws: RedisError.protocolViolation) {
            try feed("+OK\r\n".utf8, to: &reader)
            _ = try reader.next()
        }
    }

    @Test("arrays nest seven deep")
    func nesting() throws {
        var reader = ReplyReader(maxReplyBytes: 1024)
        try feed((String(repeating: "*1\r\n", count: 7) + ":1\r\n").utf8, to: &reader)
        var value = try #require(try reader.next())
        for _ in 0..<7 { value = try #require(value.elements?.first) }
        #expect(value == .integer(1))
    }

    @Test("an unfinished answer may hold as many bytes as the limit and not one more; finished ones do not count")
    func limit() throws {
        var reader = ReplyReader(maxReplyBytes: 100)
        for _ in 0..<50 {
            try feed("+0123456789\r\n".utf8, to: &reader)
            #expect(try reader.next() != nil)
        }
        try feed(Array("$200\r\n".utf8) + [UInt8](repeating: 1, count: 94), to: &reader)
        #expect(try reader.next() == nil)
        try feed([1], to: &reader)
        #expect(throws: RedisError.protocolViolation) { try reader.next() }
    }

    @Test("an array of small elements is limited by its bytes too")
    func arrayLimit() throws {
        var reader = ReplyReader(maxReplyBytes: 100)
        try feed("*33\r\n".utf8, to: &reader)
        try feed(String(repeating: ":1\r\n", count: 23).utf8, to: &reader)
        #expect(try reader.next() == nil)
        try feed(":1\r\n".utf8, to: &reader)
        #expect(throws: RedisError.protocolViolation) { try reader.next() }
    }

    @Test("a reader given up in the middle of an answer frees what it had")
    func abandoned() throws {
        var reader = ReplyReader(maxReplyBytes: 1024)
        try feed("*3\r\n$5\r\nhello\r\n*2\r\n:1\r\n".utf8, to: &reader)
        #expect(try reader.next() == nil)
    }
}

@Suite("RedisValue") struct RedisValueTests {
    @Test("each accessor answers for its own kind alone")
    func accessors() {
        #expect(RedisValue.bulk([104, 105]).text == "hi" && RedisValue.status("OK").text == "OK")
        #expect(RedisValue.bulk([0xFF]).text == nil && RedisValue.integer(1).text == nil)
        #expect(RedisValue.bulk([1]).bytes == [1] && RedisValue.status("OK").bytes == nil)
        #expect(RedisValue.integer(-3).int == -3 && RedisValue.bulk(Array("12".utf8)).int == 12)
        #expect(RedisValue.bulk(Array("1x".utf8)).int == nil && RedisValue.null.int == nil)
        #expect(RedisValue.array([.null]).elements == [.null] && RedisValue.null.elements == nil)
        #expect(RedisValue.null.isNull && !RedisValue.bulk([]).isNull)
    }

    @Test("an error's code is its first word")
    func codes() {
        #expect(RedisError.server("WRONGTYPE Operation against a key").serverCode == "WRONGTYPE")
        #expect(RedisError.server("ERR").serverCode == "ERR" && RedisError.timeout.serverCode == nil)
    }

    @Test("a configuration shows no password", arguments: ["description", "debug", "dump"])
    func redacted(how: String) {
        let c = RedisConfiguration(host: "h", username: "user-x", password: "secret-y")
        var text = ""
        switch how {
        case "debug": text = String(reflecting: c)
        case "dump": dump(c, to: &text)
        default: text = "\(c)"
        }
        #expect(text.contains("redis://h:6379/0") && !text.contains("secret-y"))
    }
}
