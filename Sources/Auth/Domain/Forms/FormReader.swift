import Contracts

/// Reads the members of a form one by one and collects every violation on the way.
struct FormReader {
    private(set) var violations: [FieldViolation] = []

    /// The value of a member that must be there; nil after recording why it is not.
    mutating func required<Value>(_ text: String?, at pointer: String, _ rule: String, _ read: (String) -> Value?) -> Value? {
        guard let text else {
            refuse(pointer, "is required")
            return nil
        }
        let value = read(text)
        if value == nil { refuse(pointer, rule) }
        return value
    }

    /// The value of a member that may be absent or blank; nil then, and nil after recording a violation.
    mutating func optional<Value>(_ text: String?, at pointer: String, _ rule: String, _ read: (String) -> Value?) -> Value? {
        guard let text, !text.trimmed.isEmpty else { return nil }
        return required(text, at: pointer, rule, read)
    }

    mutating func refuse(_ pointer: String, _ detail: String) {
        violations.append(FieldViolation(pointer: pointer, detail: detail))
    }
}
