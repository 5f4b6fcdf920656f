/// What a value must be, and how it is read: the right side of `required("email", .string(3...255))`. Rules are built
/// from the few in this file and its neighbours by `parsed`, `array(of:)` and `object`.
package struct FieldRule<Value>: Sendable {
    typealias Outcome = Result<Value, ValidationErrors>

    let read: @Sendable (JSONValue, JSONPointer) -> Outcome

    init(_ read: @escaping @Sendable (JSONValue, JSONPointer) -> Outcome) { self.read = read }

    /// Reads a whole document that is not a request's body.
    package func read(_ json: JSONValue) throws(ValidationErrors) -> Value { try read(json, .root).get() }

    /// Reads on from a value this rule has accepted. `expected` completes "must be …" for the refusal.
    package func parsed<Parsed>(
        as expected: String, _ parse: @escaping @Sendable (Value) -> Parsed?
    ) -> FieldRule<Parsed> {
        FieldRule<Parsed> { json, pointer in
            read(json, pointer).flatMap { value in
                guard let parsed = parse(value) else {
                    return .failure(ValidationErrors(pointer, .format, "must be \(expected)"))
                }
                return .success(parsed)
            }
        }
    }
}

extension FieldRule where Value == Bool {
    package static var bool: FieldRule {
        FieldRule { json, pointer in
            guard case .bool(let flag) = json else { return .failure(ValidationErrors(pointer, .type, "must be true or false")) }
            return .success(flag)
        }
    }
}

extension FieldRule where Value == Int {
    /// A whole number; `2.0` is one, as JSON Schema has it.
    package static func int(_ range: ClosedRange<Int>) -> FieldRule {
        FieldRule { json, pointer in
            let number: Int?
            switch json {
            case .int(let whole): number = Int(exactly: whole)
            case .double(let double): number = Int(exactly: double)
            default: return .failure(ValidationErrors(pointer, .type, "must be a whole number"))
            }
            if let number, range.contains(number) { return .success(number) }
            if case .double(let double) = json, double != double.rounded() {
                return .failure(ValidationErrors(pointer, .type, "must be a whole number"))
            }
            return .failure(ValidationErrors(pointer, .range, "must lie in \(range.lowerBound) to \(range.upperBound)"))
        }
    }
}

extension FieldRule where Value == JSONValue {
    /// Any value but null, unread.
    package static var json: FieldRule { FieldRule { json, _ in .success(json) } }
}
