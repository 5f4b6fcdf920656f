/// Writes one JSON document (RFC 8259) front to back into memory of its own, as fast as the bytes can be copied. Commas
/// and escapes come by themselves; member names are literals and are not escaped.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.field("id", id)
/// json.key("slots")
/// json.beginArray()
/// for slot in slots { json.value(slot.time) }
/// json.endArray()
/// json.endObject()
/// return json.finish()
/// ```
///
/// A token where the grammar allows none (a value without a key, an end too many, an unfinished document) traps in debug
/// builds and makes an invalid document in release.
@usableFromInline package struct JSONWriter: ~Copyable {
    @usableFromInline var output: ByteBuilder
    @usableFromInline var needsComma = false
    @usableFromInline var grammar = JSONGrammar()

    /// `capacity` in bytes is a first guess; the memory doubles as needed.
    package init(capacity: Int = 512) { output = ByteBuilder(capacity: capacity) }

    package mutating func beginObject() {
        assert(grammar.beginObject(), "an object cannot stand here")
        open(UInt8(ascii: "{"))
    }

    package mutating func endObject() {
        assert(grammar.endObject(), "no object ends here")
        close(UInt8(ascii: "}"))
    }

    package mutating func beginArray() {
        assert(grammar.beginArray(), "an array cannot stand here")
        open(UInt8(ascii: "["))
    }

    package mutating func endArray() {
        assert(grammar.endArray(), "no array ends here")
        close(UInt8(ascii: "]"))
    }

    /// A member's name: a literal without characters that need escaping.
    @inlinable @inline(__always)
    package mutating func key(_ name: StaticString) {
        assert(grammar.key(), "a name cannot stand here")
        assert(name.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }, "this name needs escapes")
        output.appendName(name, afterComma: needsComma)
        needsComma = false
    }

    /// A member's name that is known at run time only; escaped like any text.
    package mutating func key(escaping name: String) {
        assert(grammar.key(), "a name cannot stand here")
        output.appendQuoted(name, afterComma: needsComma)
        output.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func value(_ text: String) {
        assert(grammar.value(), Self.misplacedValue)
        output.appendQuoted(text, afterComma: needsComma)
        needsComma = true
    }

    /// A text's UTF-8.
    @inlinable @inline(__always)
    package mutating func value(_ utf8: Span<UInt8>) {
        assert(grammar.value(), Self.misplacedValue)
        output.appendQuoted(utf8, afterComma: needsComma)
        needsComma = true
    }

    /// A text of at most `limit` octets, none of which needs an escape, written in place.
    @inlinable @inline(__always)
    package mutating func value(upTo limit: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        assert(grammar.value(), Self.misplacedValue)
        output.appendQuoted(upTo: limit, afterComma: needsComma, write)
        needsComma = true
    }

    package mutating func value(_ number: Int) { value(Int64(number)) }

    package mutating func value(_ number: Int64) {
        beginValue()
        output.append(decimal: number)
    }

    /// The shortest digits that read back as the same number. JSON has no infinity and no NaN: those trap.
    package mutating func value(_ number: Double) {
        precondition(number.isFinite, "JSON has no \(number)")
        beginValue()
        output.append(number.description.utf8.span)
    }

    package mutating func value(_ flag: Bool) {
        beginValue()
        output.append(flag ? "true" : "false")
    }

    @usableFromInline package mutating func null() {
        beginValue()
        output.append("null")
    }

    /// A whole value that is JSON already, taken as it is.
    package mutating func raw(_ json: Span<UInt8>) {
        beginValue()
        output.append(json)
    }

    package mutating func raw(_ json: [UInt8]) { raw(json.span) }

    /// The document.
    package consuming func finish() -> [UInt8] {
        assert(grammar.finish(), "the document is not complete")
        return output.bytes()
    }

    /// Lends the document without a copy, for a caller with an output buffer of its own.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        assert(grammar.finish(), "the document is not complete")
        return try output.withBytes(body)
    }

    /// Starts over in the same memory.
    package mutating func reset() {
        output.removeAll()
        needsComma = false
        assert(
            {
                grammar = JSONGrammar(); return true
            }())
    }

    @usableFromInline static var misplacedValue: String {
        "a value cannot stand here: a member needs its name first, a document has one value"
    }

    @inline(__always)
    private mutating func beginValue() {
        assert(grammar.value(), Self.misplacedValue)
        separate()
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { output.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        output.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        output.append(bracket)
        needsComma = true
    }
}
