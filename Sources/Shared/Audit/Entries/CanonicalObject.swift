import CoreHTTP

/// Writes an object in the canonical form of RFC 8785: members in the order of their names, no white space, integers as they are. The
/// caller adds them in that order.
struct CanonicalObject: ~Copyable {
    private var json = JSONWriter()
    private var last = ""

    init() { json.beginObject() }

    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        json.value(text)
    }

    mutating func add(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        key(name)
        json.value(number)
    }

    mutating func add(_ name: StaticString, _ texts: [String]) {
        key(name)
        json.beginArray()
        for text in texts { json.value(text) }
        json.endArray()
    }

    consuming func finish() -> [UInt8] {
        json.endObject()
        return json.finish()
    }

    private mutating func key(_ name: StaticString) {
        assert(last < name.description, "\(name) comes too late")
        last = name.description
        json.key(name)
    }
}
