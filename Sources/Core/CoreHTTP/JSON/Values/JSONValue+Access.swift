/// The value as one Swift type; nil when it is of another kind.
extension JSONValue {
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var integer: Int64? { if case .int(let number) = self { number } else { nil } }
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
