/// The members of a JSON object in the order they came, each name once.
package struct JSONObject: Sendable {
    package private(set) var members: [(name: String, value: JSONValue)] = []

    package init() {}

    /// The names must differ.
    package init(_ members: [(String, JSONValue)]) {
        for (name, value) in members { append(name, value) }
    }

    /// A linear search: request bodies have only a few members.
    package subscript(name: String) -> JSONValue? {
        members.first { $0.name.hasSameBytes(as: name) }?.value
    }

    package var count: Int { members.count }

    package mutating func append(_ name: String, _ value: JSONValue) {
        assert(self[name] == nil, "the name \(name) is taken")
        members.append((name, value))
    }

    /// For a reader that has already refused duplicates.
    init(distinct members: [(name: String, value: JSONValue)]) { self.members = members }
}

extension JSONObject: Equatable {
    /// Two objects are equal when their members are, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { member in right[member.name] == member.value }
    }
}
