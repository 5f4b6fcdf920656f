/// A member in one call: its name and its value.
extension JSONWriter {
    package mutating func field(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    package mutating func field(_ name: StaticString, _ number: Int) {
        key(name)
        value(Int64(number))
    }

    package mutating func field(_ name: StaticString, _ number: Int64) {
        key(name)
        value(number)
    }

    package mutating func field(_ name: StaticString, _ number: Double) {
        key(name)
        value(number)
    }

    package mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        value(flag)
    }

    /// `null` stands for nil.
    package mutating func field(_ name: StaticString, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    /// `null` stands for nil.
    package mutating func field(_ name: StaticString, _ number: Int?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    package mutating func field(_ name: StaticString, _ json: JSONValue) {
        key(name)
        value(json)
    }

    /// No member at all for nil.
    package mutating func field(_ name: StaticString, ifPresent text: String?) {
        if let text { field(name, text) }
    }

    /// No member at all for nil.
    package mutating func field(_ name: StaticString, ifPresent number: Int?) {
        if let number { field(name, number) }
    }
}
