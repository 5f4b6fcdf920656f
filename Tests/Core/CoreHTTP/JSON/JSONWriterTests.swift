import CoreHTTP
import Foundation
import Testing

@Suite("JSONWriter writes what every reader reads")
struct JSONWriterTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func commasComeByThemselves() {
        var json = JSONWriter()
        json.beginObject()
        json.field("id", "a")
        json.field("count", 3)
        json.key("list")
        json.beginArray()
        json.value(1)
        json.value("two")
        json.beginArray()
        json.endArray()
        json.beginObject()
        json.endObject()
        json.null()
        json.value(true)
        json.endArray()
        json.field("done", false)
        json.endObject()
        #expect(text(json.finish()) == #"{"id":"a","count":3,"list":[1,"two",[],{},null,true],"done":false}"#)
    }

    @Test func optionalMembersAreNullOrAbsent() {
        var json = JSONWriter()
        json.beginObject()
        json.field("a", Optional<String>.none)
        json.field("b", Optional("x"))
        json.field("c", Optional<Int>.none)
        json.field("d", Optional(4))
        json.field("e", ifPresent: Optional<String>.none)
        json.field("f", ifPresent: "y")
        json.field("g", ifPresent: Optional<Int>.none)
        json.field("h", ifPresent: 5)
        json.field("i", Optional<String>.none)
        json.field("j", 1.5)
        json.field("k", Int64.min)
        json.field("l", ["m": [1, nil]] as JSONValue)
        json.endObject()
        let expected =
            #"{"a":null,"b":"x","c":null,"d":4,"f":"y","h":5,"i":null,"j":1.5,"k":-9223372036854775808,"l":{"m":[1,null]}}"#
        #expect(text(json.finish()) == expected)
    }

    @Test func aDocumentMayBeABareValueAndRawBytesGoAsTheyAre() {
        var bare = JSONWriter()
        bare.value("x")
        #expect(text(bare.finish()) == #""x""#)
        var raw = JSONWriter()
        raw.beginArray()
        raw.raw(Array(#"{"a":1}"#.utf8))
        raw.raw(Array("2".utf8))
        raw.endArray()
        #expect(text(raw.finish()) == #"[{"a":1},2]"#)
    }

    @Test(arguments: [
        ("\"", #"\""#), ("\\", #"\\"#), ("/", "/"), ("\u{8}", #"\b"#), ("\t", #"\t"#), ("\n", #"\n"#), ("\u{c}", #"\f"#),
        ("\r", #"\r"#),
        ("\r\n", #"\r\n"#), ("\0", #"\u0000"#), ("\u{1f}", #"\u001f"#), ("\u{b}", #"\u000b"#), ("\u{7f}", "\u{7f}"), ("é", "é"),
        ("👩‍⚕️", "👩‍⚕️"), ("\u{2028}", "\u{2028}"), ("", ""),
    ])
    func escapesWhatTheRFCNames(content: String, escaped: String) {
        for prefix in 0...17 {
            for suffix in [0, 1, 9] {
                let (front, back) = (String(repeating: "a", count: prefix), String(repeating: "z", count: suffix))
                var json = JSONWriter(capacity: 0)
                json.value(front + content + back)
                #expect(text(json.finish()) == "\"" + front + escaped + back + "\"")
            }
        }
    }

    @Test func everyControlCharacterInEveryPlaceOfAWord() throws {
        for byte in UInt8(0)..<0x80 {
            for place in 0..<16 {
                var content = [UInt8](repeating: 0x61, count: 16)
                content[place] = byte
                let value = JSONValue.string(String(decoding: content, as: UTF8.self))
                let bytes = value.encoded()
                #expect(!bytes.contains { $0 < 0x20 })
                #expect(try JSONReader.parse(bytes) == value)
            }
        }
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -10, -9, -1, 0, 1, 9, 10, 11, 99, 100, 999_999_999_999, Int64.max - 1, Int64.max])
    func integersHaveAllTheirDigits(number: Int64) {
        var json = JSONWriter(capacity: 0)
        json.value(number)
        #expect(text(json.finish()) == String(number))
    }

    @Test(arguments: [0.0, -0.0, 0.1, 1, -1.5, 1e21, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi])
    func doublesReadBackAsThemselves(number: Double) throws {
        let bytes = JSONValue.double(number).encoded()
        #expect(try JSONReader.parse(bytes) == .double(number))
        let foreign = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? Double
        #expect(foreign == number)
    }

    @Test func randomTextsReadBackThroughFoundation() throws {
        var random = RandomJSON(seed: 1)
        for _ in 0..<3_000 {
            let (name, content) = (random.text(), random.text())
            var json = JSONWriter(capacity: 0)
            json.beginObject()
            json.key(escaping: name)
            json.value(content)
            json.endObject()
            let object = try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String: String]
            #expect(object?.first?.key.utf8.elementsEqual(name.utf8) == true)
            #expect(object?.first?.value.utf8.elementsEqual(content.utf8) == true)
        }
    }

    @Test func growsFarBeyondItsFirstGuess() throws {
        var json = JSONWriter(capacity: 1)
        json.beginArray()
        for number in 0..<20_000 { json.value("row \(number)\n") }
        json.endArray()
        let rows = try JSONSerialization.jsonObject(with: Data(json.finish())) as? [String]
        #expect(rows == (0..<20_000).map { "row \($0)\n" })
    }

    @Test func startsOverInTheSameMemoryAndLendsItsBytes() {
        var json = JSONWriter()
        json.beginArray()
        json.value(1)
        json.endArray()
        #expect(json.withBytes { $0.count } == 3)
        json.reset()
        json.value(22)
        #expect(json.withBytes { span in (0..<span.count).map { span[$0] } } == Array("22".utf8))
    }
}
