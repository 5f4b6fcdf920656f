package import CoreHTTP
import Foundation

/// JSON Schema (2020-12) as far as our contracts use it; a keyword it does not know is a violation, so that nothing is only seemingly
/// checked.
package struct SchemaValidator: Sendable {
    private let document: JSONValue
    private let neighbour: @Sendable (String) -> SchemaValidator?

    /// `document`: what references begin in; `neighbour`: the one of another file, for `NAME.yaml#/…`.
    package init(_ document: JSONValue, neighbour: @escaping @Sendable (String) -> SchemaValidator? = { _ in nil }) {
        self.document = document
        self.neighbour = neighbour
    }

    /// What `$ref` points to, or the value itself.
    package func resolved(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.text else { return value }
        var target = document
        for part in reference.dropFirst(2).split(separator: "/") {
            let name = part.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            guard let next = target[name] else { fatalError("\(reference) points nowhere") }
            target = next
        }
        return resolved(target)
    }

    /// `pointer`: where in the document the value is.
    package func violations(of value: JSONValue, against schema: JSONValue, at pointer: String) -> [String] {
        if let reference = schema["$ref"]?.text, let hash = reference.firstIndex(of: "#"), hash != reference.startIndex {
            guard let other = neighbour(String(reference[..<hash])) else { fatalError("\(reference) points to no contract") }
            return other.violations(of: value, against: ["$ref": .string(String(reference[hash...]))], at: pointer)
        }
        let schema = resolved(schema)
        guard let keywords = schema.members else { return schema == .bool(false) ? ["\(pointer) may not be there"] : [] }
        return keywords.flatMap { name, argument in
            check(name, argument, value, schema, pointer).map { "\(pointer.isEmpty ? "the body" : pointer) \($0)" }
                + nested(name, argument, value, schema, pointer)
        }
    }

    // MARK: Keywords about the value itself

    private func check(
        _ keyword: String, _ argument: JSONValue, _ value: JSONValue, _ schema: JSONValue, _ pointer: String
    ) -> [String] {
        switch keyword {
        case "type":
            let types = argument.text.map { [$0] } ?? argument.elements?.compactMap(\.text) ?? []
            return types.contains { Self.has($0, value) } ? [] : ["is no \(types.joined(separator: " or "))"]
        case "enum": return argument.elements?.contains(value) == true ? [] : ["is not one of the words allowed: \(value)"]
        case "const": return argument == value ? [] : ["is not \(argument)"]
        case "minimum": return number(value).map { $0 >= number(argument) ?? 0 } ?? true ? [] : ["is below \(argument)"]
        case "maximum": return number(value).map { $0 <= number(argument) ?? 0 } ?? true ? [] : ["is above \(argument)"]
        case "minLength": return length(value).map { $0 >= argument.integer ?? 0 } ?? true ? [] : ["is too short"]
        case "maxLength": return length(value).map { $0 <= argument.integer ?? 0 } ?? true ? [] : ["is too long"]
        case "minItems": return value.elements.map { $0.count >= argument.integer ?? 0 } ?? true ? [] : ["has too few elements"]
        case "maxItems": return value.elements.map { $0.count <= argument.integer ?? 0 } ?? true ? [] : ["has too many elements"]
        case "uniqueItems":
            let elements = value.elements ?? []
            return elements.indices.allSatisfy { !elements[..<$0].contains(elements[$0]) } ? [] : ["has an element twice"]
        case "pattern":
            guard let text = value.text, let pattern = argument.text else { return [] }
            return text.range(of: pattern, options: .regularExpression) != nil ? [] : ["does not look like \(pattern): \(text)"]
        case "format":
            return value.text.map { Self.looks($0, like: argument.text ?? "") } ?? true ? [] : ["is no \(argument): \(value)"]
        case "required":
            guard let members = value.members else { return [] }
            return (argument.elements ?? []).compactMap(\.text).filter { name in !members.contains { $0.name == name } }.map {
                "has no \($0)"
            }
        case "description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "contentMediaType":
            return []
        case "properties", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "propertyNames": return []
        default: return ["has a schema with the unknown keyword \(keyword)"]
        }
    }

    // MARK: Keywords with schemas of their own

    private func nested(
        _ keyword: String, _ argument: JSONValue, _ value: JSONValue, _ schema: JSONValue, _ pointer: String
    ) -> [String] {
        switch keyword {
        case "properties":
            return (value.members ?? []).flatMap { name, member in
                argument[name].map { violations(of: member, against: $0, at: "\(pointer)/\(name)") } ?? []
            }
        case "additionalProperties":
            let known = Set(schema["properties"]?.members?.map(\.name) ?? [])
            return (value.members ?? []).filter { !known.contains($0.name) }.flatMap {
                violations(of: $0.value, against: argument, at: "\(pointer)/\($0.name)")
            }
        case "propertyNames":
            return (value.members ?? []).flatMap {
                violations(of: .string($0.name), against: argument, at: "\(pointer)/\($0.name)")
            }
        case "items":
            return (value.elements ?? []).enumerated().flatMap { violations(of: $1, against: argument, at: "\(pointer)/\($0)") }
        case "allOf": return (argument.elements ?? []).flatMap { violations(of: value, against: $0, at: pointer) }
        case "anyOf", "oneOf":
            let outcomes = (argument.elements ?? []).map { violations(of: value, against: $0, at: pointer) }
            let fitting = outcomes.count(where: \.isEmpty)
            if keyword == "anyOf" ? fitting > 0 : fitting == 1 { return [] }
            return fitting > 1 ? ["\(pointer) fits more than one alternative"] : outcomes.min { $0.count < $1.count } ?? []
        default: return []
        }
    }

    // MARK: -

    private static func has(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double), ("string", .string),
            ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    private func number(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    private func length(_ value: JSONValue) -> Int64? { value.text.map { Int64($0.unicodeScalars.count) } }

    private static let formats = [
        "uuid": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "date": #"^\d{4}-\d{2}-\d{2}$"#,
        "date-time": #"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"#, "email": "^[^@ ]+@[^@ ]+$",
        "uri": "^[a-z][a-z0-9+.-]*:[^ ]*$", "uri-reference": "^[^ ]*$", "int64": "", "int32": "", "password": "",
        "json-pointer": "^(/.*)?$", "time": #"^\d{2}:\d{2}"#, "ipv4": #"^[\d.]+$"#, "binary": "",
    ]

    /// A format that is not listed looks like nothing.
    private static func looks(_ text: String, like format: String) -> Bool {
        formats[format].map { text.range(of: $0, options: .regularExpression) != nil || $0.isEmpty } ?? false
    }
}
