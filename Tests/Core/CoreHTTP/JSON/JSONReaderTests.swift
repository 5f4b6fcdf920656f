import CoreHTTP
import Testing

@Suite("JSONReader reads RFC 8259, all of it and nothing else")
struct JSONReaderTests {
    private func parse(_ text: String, _ limits: JSONLimits = .default) throws(JSONError) -> JSONValue {
        try JSONReader.parse(Array(text.utf8), limits: limits)
    }

    static let numbersAndWords: [(String, JSONValue)] = [
        ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12), ("\t\r\n 7\n", 7),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("9223372036854775808", .double(0x1p63)),
        ("-9223372036854775809", .double(-0x1p63)), ("1.0", .double(1)), ("-0.0", .double(0)), ("1e2", .double(100)),
        ("1E+2", .double(100)),
        ("25e-1", .double(2.5)), ("0.1", .double(0.1)), ("0e1", .double(0)), ("1e-999", .double(0)),
        ("123456789012345678901234567890", .double(123_456_789_012_345_677_877_719_597_056)),
        ("2.2250738585072011e-308", .double(Double.leastNormalMagnitude.nextDown)),
        ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
    ]

    @Test(arguments: numbersAndWords)
    func scalars(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E""#, "𝄞"), (#""\u0000""#, "\0"), (#""\uFFFF\ufffe""#, "\u{ffff}\u{fffe}"),
        (#""\uDBFF\uDFFF""#, "\u{10ffff}"), ("\"\u{7f}\u{2028}\u{feff}\"", "\u{7f}\u{2028}\u{feff}"), (#""\\u0041""#, #"\u0041"#),
        (#""é\n漢字😀""#, "é\n漢字😀"), (#"" \/ ""#, " / "), ("\"e\u{301}\"", "e\u{301}"),
    ])
    func strings(text: String, value: String) throws {
        #expect(try parse(text) == .string(value))
    }

    @Test func containers() throws {
        #expect(try parse("[]") == [])
        #expect(try parse(" [ ] ") == [])
        #expect(try parse("{ }") == [:])
        #expect(try parse("[1, [2,[3]] ,{}]") == [1, [2, [3]], [:]])
        #expect(try parse(#" { "a" : 1 , "" : [ ] , "a\u0000b" : null } "#) == ["a": 1, "": [], "a\0b": nil])
    }

    @Test func namesDifferByTheirCodePoints() throws {
        let object = try parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(object["\u{e9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    static let cutOff: [(String, JSONError)] = [
        ("", .unexpectedEnd(offset: 0)), (" \n", .unexpectedEnd(offset: 2)), ("[", .unexpectedEnd(offset: 1)),
        ("{", .unexpectedEnd(offset: 1)),
        ("[1", .unexpectedEnd(offset: 2)), ("[1,", .unexpectedEnd(offset: 3)), (#"{"a""#, .unexpectedEnd(offset: 4)),
        (#"{"a":"#, .unexpectedEnd(offset: 5)), (#"{"a":1"#, .unexpectedEnd(offset: 6)), (#"""#, .unexpectedEnd(offset: 1)),
        (#""abc"#, .unexpectedEnd(offset: 4)), (#""\"#, .unexpectedEnd(offset: 2)), (#""\""#, .unexpectedEnd(offset: 3)),
        ("tru", .unexpectedEnd(offset: 3)),
        ("-", .unexpectedEnd(offset: 1)), ("1.", .unexpectedEnd(offset: 2)), ("1e", .unexpectedEnd(offset: 2)),
        ("1e+", .unexpectedEnd(offset: 3)),
    ]

    @Test(arguments: cutOff)
    func whatEndsTooEarly(text: String, error: JSONError) {
        #expect(throws: error) { try parse(text) }
    }

    @Test(arguments: [
        "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]", "[}", "{]", "{,}", #"{"a":1,}"#, #"{"a":1,,"b":2}"#, #"{"a" 1}"#, #"{"a"::1}"#,
        #"{"a":}"#,
        "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "'a'", "nul", "nulL", "NULL", "True", "truE", "undefined", "NaN", "-NaN",
        "Infinity", "-Infinity", "+1",
        "++1", "--1", "- 1", ".5", "-.5", "1.e1", "1..2", "1e1.5e", "1ee2", "1e++2", "0x10", "-a", "1_000", "\u{feff}1", "\u{a0}1",
        "\u{c}1", "\u{b}1", "// c\n1", "/* c */1",
        "#1", "[1]]", "1 2", "{}{}", "[][]", "01", "-01", "00", "1.0.0", "1,", "\"a\"b", "nullnull", "[1\u{0}]", "\0", "１", "[1;2]",
        "<a/>", "]", "}", ":", ",", #""a" "b""#,
        "[\"a\",\n4\n,1,", "[true false]", "{\"a\":\"b\"}#", "{\"a\":true \"b\":1}", "*", "[*]", "\\u0020 1", "-", "[-]", "[- 1]",
        "[1.]", "[2.e3]", "[0.e1]", "[1e]", "[1ea]", "[1.2a]",
    ])
    func whatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    static let refusals: [(String, JSONError)] = [
        (#""\x""#, .invalidEscape(offset: 1)), (#""\U0041""#, .invalidEscape(offset: 1)), (#""a\u12""#, .invalidEscape(offset: 2)),
        (#""\u00g0""#, .invalidEscape(offset: 1)), (#""\u+041""#, .invalidEscape(offset: 1)), (#""\'""#, .invalidEscape(offset: 1)),
        (#""\0""#, .invalidEscape(offset: 1)), ("\"\\\n\"", .invalidEscape(offset: 1)), (#""\u""#, .invalidEscape(offset: 1)),
        (#""\é""#, .invalidEscape(offset: 1)),
        (#""\ud800""#, .loneSurrogate(offset: 1)), (#""\udc00""#, .loneSurrogate(offset: 1)),
        (#""x\udfff""#, .loneSurrogate(offset: 2)),
        (#""\ud800\ud800""#, .loneSurrogate(offset: 1)), (#""\ud800x""#, .loneSurrogate(offset: 1)),
        (#""\ud800\n""#, .loneSurrogate(offset: 1)),
        (#""\ud800\u0041""#, .loneSurrogate(offset: 1)), (#""\udc00\ud800""#, .loneSurrogate(offset: 1)),
        (#""\ud800\""#, .unexpectedEnd(offset: 9)),
        (#""\ud800\u12""#, .invalidEscape(offset: 7)), (#""\ud800\u""#, .invalidEscape(offset: 7)),
        ("\"\n\"", .controlCharacter(offset: 1)), ("\"a\0\"", .controlCharacter(offset: 2)),
        ("\"\u{1f}\"", .controlCharacter(offset: 1)),
        ("\"\t\"", .controlCharacter(offset: 1)),
        (#"{"a":1,"a":2}"#, .duplicateName(offset: 7)), (#"{"a":1,"\u0061":2}"#, .duplicateName(offset: 7)),
        (#"{"":1, "":1}"#, .duplicateName(offset: 7)),
        ("1e400", .numberOutOfRange(offset: 0)), ("[-1e999]", .numberOutOfRange(offset: 1)), ("1 x", .trailingBytes(offset: 2)),
        ("[]\0", .trailingBytes(offset: 2)),
        ("[1,]", .unexpectedByte(UInt8(ascii: "]"), offset: 3)), ("{\"a\";1}", .unexpectedByte(UInt8(ascii: ";"), offset: 4)),
        ("nUll", .unexpectedByte(UInt8(ascii: "U"), offset: 1)),
    ]

    @Test(arguments: refusals)
    func tellsWhatAndWhere(text: String, error: JSONError) {
        #expect(throws: error) { try parse(text) }
        #expect(error.offset <= text.utf8.count)
    }

    static let notUTF8: [[UInt8]] = [
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0xFF], [0xFE], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
    ]

    @Test(arguments: notUTF8)
    func bytesThatAreNoUTF8(bytes: [UInt8]) {
        let quote = [UInt8(ascii: "\"")]
        #expect(throws: JSONError.invalidUTF8(offset: 3)) { try JSONReader.parse(quote + [0x61, 0x62] + bytes + quote) }
        #expect(throws: JSONError.invalidUTF8(offset: 3)) { try JSONReader.parse(quote + Array(#"\n"#.utf8) + bytes + quote) }
        #expect(throws: JSONError.unexpectedByte(bytes[0], offset: 0)) { try JSONReader.parse(bytes) }
    }
}
