/// The members of a body whose values are texts, for a domain rule to read. What is wrong already (another type, an unknown name) is
/// kept, to be reported together with what the rule finds.
package struct FormMembers {
    package private(set) var errors: [FieldError] = []
    private let object: JSONObject
    private var known: [String] = []

    package init(_ body: JSONValue) {
        if case .object(let object) = body {
            self.object = object
        } else {
            object = JSONObject()
            errors = [FieldError(pointer: .root, code: .type, detail: "must be an object")]
        }
    }

    /// Nil for a member that is missing, null, or no text.
    package mutating func text(_ name: String) -> String? {
        known.append(name)
        switch object[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default:
            errors.append(FieldError(pointer: .root.appending(name), code: .type, detail: "must be a text"))
            return nil
        }
    }

    /// Refuses every member that was not asked for.
    package mutating func rejectOthers() {
        for (name, _) in object.members where !known.contains(name) {
            errors.append(FieldError(pointer: .root.appending(name), code: .unknown, detail: "is not known here"))
        }
    }

    /// All errors, at most one a place: a member of the wrong type is not reported as missing too.
    package func errors(and more: [FieldError]) -> ValidationErrors {
        let places = Set(errors.map(\.pointer))
        return ValidationErrors(errors + more.filter { !places.contains($0.pointer) && !places.contains(.root) })
    }
}
