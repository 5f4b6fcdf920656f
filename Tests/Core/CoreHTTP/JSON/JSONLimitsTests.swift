import CoreHTTP
import Testing

@Suite("JSONReader holds its limits to the byte")
struct JSONLimitsTests {
    private func parse(_ text: String, _ change: (inout JSONLimits) -> Void = { _ in }) throws(JSONError) -> JSONValue {
        var limits = JSONLimits.default
        change(&limits)
        return try JSONReader.parse(Array(text.utf8), limits: limits)
    }

    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func size() throws {
        #expect(try parse("12345") { $0.bytes = 5 } == 12345)
        #expect(throws: JSONError.tooLarge(limit: 4)) { try parse("12345") { $0.bytes = 4 } }
    }

    @Test func depth() throws {
        _ = try parse(nested(32))
        #expect(throws: JSONError.tooDeep(limit: 32, offset: 32)) { try parse(nested(33)) }
        _ = try parse(nested(512)) { $0.depth = 512 }
        #expect(throws: JSONError.tooDeep(limit: 0, offset: 0)) { try parse("{}") { $0.depth = 0 } }
        #expect(try parse("1") { $0.depth = 0 } == 1)
        #expect(throws: JSONError.tooDeep(limit: 32, offset: 32)) { try parse(String(repeating: "[", count: 1 << 20)) }
        let siblings = "[" + repeatElement(nested(31), count: 50).joined(separator: ",") + "]"
        _ = try parse(siblings)
    }

    @Test func members() throws {
        func object(_ count: Int) -> String { "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}" }
        #expect(try parse(object(256))["k255"] == 0)
        #expect(throws: JSONError.self) { try parse(object(257)) }
        #expect(throws: JSONError.tooManyMembers(limit: 1, offset: 8)) { try parse(object(2)) { $0.members = 1 } }
    }

    @Test func values() throws {
        #expect(try parse("[1,2]") { $0.values = 3 } == [1, 2])
        #expect(throws: JSONError.tooManyValues(limit: 2, offset: 3)) { try parse("[1,2]") { $0.values = 2 } }
    }

    @Test(arguments: [1, 2, 31, 32, 33, 34, 60])
    func aDuplicateIsFoundAmongFewNamesAndMany(count: Int) {
        for repeated in 0..<count {
            let names = (0..<count).map { "k\($0)" } + ["k\(repeated)"]
            let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
            let offset = text.utf8.count - "\"k\(repeated)\":0}".utf8.count
            #expect(throws: JSONError.duplicateName(offset: offset)) { try parse(text) }
        }
    }
}
