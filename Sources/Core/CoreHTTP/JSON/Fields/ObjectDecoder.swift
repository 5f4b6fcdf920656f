/// Reads a request body field by field and reports everything wrong with it at once.
///
/// ```swift
/// struct Registration {
///     let email: EmailAddress, role: Role, phone: String?
///
///     init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
///         let email = body.required("email", .string(3...255).parsed(as: "an email address", EmailAddress.init))
///         let role = body.required("role", .choice(Role.self))
///         let phone = body.optional("phone", .trimmed(1...20))
///         let fields = try body.finish()
///         self.init(email: fields[email], role: fields[role], phone: fields[phone])
///     }
/// }
/// let registration = try Registration(from: ObjectDecoder(json))
/// ```
package struct ObjectDecoder: ~Copyable {
    private let object: JSONObject?
    private let pointer: JSONPointer
    private var errors: ValidationErrors
    private var known: [String] = []

    /// Anything but an object is one error, and the only one.
    package init(_ json: JSONValue, at pointer: JSONPointer = .root) {
        self.pointer = pointer
        if case .object(let object) = json {
            self.object = object
            errors = ValidationErrors([])
        } else {
            object = nil
            errors = ValidationErrors(pointer, .type, "must be an object")
        }
    }

    /// A member that must be there and not null.
    package mutating func required<Value>(_ name: String, _ rule: FieldRule<Value>) -> Field<Value> {
        guard let json = member(name), json != .null else {
            if object != nil { record(name, .required, "is required") }
            return Field(nil)
        }
        return Field(read(name, json, rule))
    }

    /// A member that may be missing or null.
    package mutating func optional<Value>(_ name: String, _ rule: FieldRule<Value>) -> Field<Value?> {
        guard let json = member(name), json != .null else { return Field(.some(nil)) }
        return Field(read(name, json, rule).map(Optional.some))
    }

    /// A member that may be missing or null and then means `standard`.
    package mutating func optional<Value>(_ name: String, _ rule: FieldRule<Value>, default standard: Value) -> Field<Value> {
        guard let json = member(name), json != .null else { return Field(standard) }
        return Field(read(name, json, rule))
    }

    /// A member of a PATCH, where missing and null differ. With `clearable: false` null is an error.
    package mutating func change<Value>(
        _ name: String, _ rule: FieldRule<Value>, clearable: Bool = true
    ) -> Field<FieldChange<Value>> {
        guard let json = member(name) else { return Field(.keep) }
        guard json != .null else {
            if clearable { return Field(.clear) }
            record(name, .required, "must not be null")
            return Field(nil)
        }
        return Field(read(name, json, rule).map(FieldChange.set))
    }

    /// Whether a member is there and not null, for a rule over several fields.
    package func has(_ name: String) -> Bool { object.map { ($0[name] ?? .null) != .null } ?? false }

    /// Adds an error of the caller's own, for a rule over several fields.
    package mutating func record(_ name: String, _ code: FieldError.Code, _ detail: String) {
        errors.append(ValidationErrors(pointer.appending(name), code, detail))
    }

    /// Refuses every member that was not asked for until now: a misspelled optional field should not go unnoticed.
    package mutating func rejectUnknown() {
        guard let object else { return }
        for (name, _) in object.members where !known.contains(where: { $0.hasSameBytes(as: name) }) {
            record(name, .unknown, "is not known here")
        }
    }

    /// The key to the values; throws all the errors if there are any.
    package consuming func finish() throws(ValidationErrors) -> DecodedFields {
        guard errors.isEmpty else { throw errors }
        return DecodedFields()
    }

    private mutating func member(_ name: String) -> JSONValue? {
        known.append(name)
        return object?[name]
    }

    private mutating func read<Value>(_ name: String, _ json: JSONValue, _ rule: FieldRule<Value>) -> Value? {
        switch rule.read(json, pointer.appending(name)) {
        case .success(let value): return value
        case .failure(let more):
            errors.append(more)
            return nil
        }
    }
}
