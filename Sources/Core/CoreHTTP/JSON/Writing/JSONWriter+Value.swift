extension JSONValue {
    /// The document; `JSONReader` reads back an equal value.
    package func encoded() -> [UInt8] {
        var json = JSONWriter()
        json.value(self)
        return json.finish()
    }
}

extension JSONWriter {
    package mutating func value(_ json: JSONValue) {
        switch json {
        case .null: null()
        case .bool(let flag): value(flag)
        case .int(let number): value(number)
        case .double(let number): value(number)
        case .string(let text): value(text)
        case .array(let elements):
            beginArray()
            for element in elements { value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for (name, json) in object.members {
                key(escaping: name)
                value(json)
            }
            endObject()
        }
    }
}
