import CoreHTTP
import Testing

@Suite("Field rules hold their bounds")
struct FieldRuleTests {
    private func read<Value>(_ json: JSONValue, _ rule: FieldRule<Value>) throws(ValidationErrors) -> Value {
        var body = ObjectDecoder(["f": json])
        let field = body.required("f", rule)
        return try body.finish()[field]
    }

    private func code<Value>(_ json: JSONValue, _ rule: FieldRule<Value>) -> FieldError.Code? {
        do throws(ValidationErrors) {
            _ = try read(json, rule)
            return nil
        } catch {
            return error.errors.first?.code
        }
    }

    @Test func textsAreCountedInScalarsAndPasswordsInBytes() throws {
        #expect(code("", .string(1...3)) == .length)
        #expect(code("a", .string(1...3)) == nil)
        #expect(code("äöü", .string(1...3)) == nil)
        #expect(code("äöüa", .string(1...3)) == .length)
        #expect(code("e\u{301}", .string(1...1)) == .length)
        #expect(code("ä", .string(utf8Length: 2...2)) == nil)
        #expect(code("äa", .string(utf8Length: 1...2)) == .length)
        #expect(code(5, .string(0...9)) == .type)
    }

    @Test func aNULIsRefusedInEveryText() {
        #expect(code("a\0", .string(0...9)) == .format)
        #expect(code("\0", .trimmed(0...9)) == .format)
        #expect(code("a\0", .string(utf8Length: 0...9)) == .format)
        #expect(code("a\0", .choice(["a\0"])) == .format)
    }

    @Test(arguments: [("  a b\t\n", "a b"), ("a", "a"), ("\u{a0}\u{3000}x\u{2003}", "x"), ("", ""), (" \r\n ", "")])
    func trimmingTakesWhiteSpaceAtBothEnds(text: String, trimmed: String) throws {
        #expect(try read(.string(text), .trimmed(0...9)) == trimmed)
    }

    @Test func wholeNumbers() throws {
        #expect(try read(7, .int(1...7)) == 7)
        #expect(code(0, .int(1...7)) == .range)
        #expect(code(8, .int(1...7)) == .range)
        #expect(try read(.double(2), .int(1...7)) == 2)
        #expect(code(.double(2.5), .int(1...7)) == .type)
        #expect(code(.double(1e300), .int(1...7)) == .range)
        #expect(code("7", .int(1...7)) == .type)
        #expect(code(true, .int(0...1)) == .type)
        #expect(try read(.int(.min), .int(Int.min...Int.max)) == .min)
    }

    @Test func wordsAreTakenLetterByLetter() throws {
        #expect(try read("b", .choice(["a", "b"])) == "b")
        #expect(code("B", .choice(["a", "b"])) == .choice)
        #expect(code("e\u{301}", .choice(["\u{e9}"])) == .choice)
        #expect(code(1, .choice(["a"])) == .type)
    }

    @Test func listsHoldTheirCount() throws {
        let rule = FieldRule<[Int]>.array(of: .int(0...9), count: 1...2)
        #expect(try read([1, 2], rule) == [1, 2])
        #expect(code([], rule) == .length)
        #expect(code([1, 2, 3], rule) == .length)
        #expect(code(["a"], rule) == .type)
        #expect(code([nil], rule) == .type)
        #expect(code([:], rule) == .type)
    }

    @Test func aPatchTellsMissingFromNull() throws {
        func change(_ json: JSONValue, clearable: Bool = true) throws(ValidationErrors) -> FieldChange<Int> {
            var body = ObjectDecoder(json)
            let field = body.change("n", .int(0...9), clearable: clearable)
            return try body.finish()[field]
        }
        #expect(try change([:]) == .keep)
        #expect(try change(["n": nil]) == .clear)
        #expect(try change(["n": 4]) == .set(4))
        #expect(throws: ValidationErrors.self) { try change(["n": 10]) }
        #expect(throws: ValidationErrors.self) { try change(["n": nil], clearable: false) }
        #expect(FieldChange<Int>.keep.applied(to: 1) == 1)
        #expect(FieldChange<Int>.clear.applied(to: 1) == nil)
        #expect(FieldChange.set(2).applied(to: 1) == 2)
    }
}
