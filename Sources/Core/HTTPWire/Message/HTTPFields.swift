/// Ordered header or trailer fields; names compare without case (RFC 9110 section 5).
///
/// A response can never be split by a value: names are tokens and values hold no CR, LF, NUL or other control but HTAB, checked on
/// insertion. Breaking that with `append` or `set` is a programming error and stops the process; data from outside goes through
/// `appendChecked`.
package struct HTTPFields: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let name: String
        var value: String
    }

    private(set) var entries: [Entry] = []

    package init() {}

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    package mutating func append(_ name: String, _ value: String) {
        precondition(appendChecked(name, value), "not a field: \(name)")
    }

    /// Appends data from outside; false, and nothing appended, when the name is no token or the value holds a control.
    package mutating func appendChecked(_ name: String, _ value: String) -> Bool {
        guard Self.isName(name), Self.isValue(value) else { return false }
        entries.append(Entry(name: name, value: value))
        return true
    }

    /// Replaces every field of that name by one, in the place of the first.
    package mutating func set(_ name: String, _ value: String) {
        guard let first = entries.firstIndex(where: { Self.same($0.name, name) }) else { return append(name, value) }
        precondition(Self.isValue(value), "not a value for \(name)")
        entries[first].value = value
        var index = 0
        entries.removeAll { entry in
            defer { index += 1 }
            return index > first && Self.same(entry.name, name)
        }
    }

    package mutating func remove(_ name: String) {
        entries.removeAll { Self.same($0.name, name) }
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        for entry in entries where Self.same(entry.name, name) { return entry.value }
        return nil
    }

    /// Every value of that name, in order.
    package func all(_ name: String) -> [String] {
        entries.filter { Self.same($0.name, name) }.map(\.value)
    }

    package func forEach<E: Error>(_ body: (_ name: String, _ value: String) throws(E) -> Void) throws(E) {
        for entry in entries { try body(entry.name, entry.value) }
    }

    /// Whether `name` is a token (RFC 9110 section 5.1).
    package static func isName(_ name: String) -> Bool {
        let bytes = name.utf8.span
        for i in 0..<bytes.count where !CharacterClass.token.contains(bytes.at(i)) { return false }
        return !bytes.isEmpty
    }

    /// Whether `value` holds no control but HTAB (RFC 9110 section 5.5).
    package static func isValue(_ value: String) -> Bool {
        let bytes = value.utf8.span
        return bytes.firstControl(from: 0, to: bytes.count) == bytes.count
    }

    static func same(_ a: String, _ b: String) -> Bool {
        let (a, b) = (a.utf8.span, b.utf8.span)
        guard a.count == b.count else { return false }
        for i in 0..<a.count where a.at(i).lowercased != b.at(i).lowercased { return false }
        return true
    }
}

extension HTTPFields: Sequence {
    package struct Iterator: IteratorProtocol {
        private var entries: [Entry].Iterator

        init(_ entries: [Entry]) {
            self.entries = entries.makeIterator()
        }

        package mutating func next() -> (name: String, value: String)? {
            entries.next().map { ($0.name, $0.value) }
        }
    }

    package func makeIterator() -> Iterator { Iterator(entries) }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}
