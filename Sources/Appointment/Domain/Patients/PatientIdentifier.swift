/// A number by which others know a patient: `system` says whose number it is, as FHIR's Identifier does. No two patients have the same.
package struct PatientIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let limit = 255
    /// To follow "must be".
    package static let expected = "a system and a value with | between them"

    package let system: String
    package let value: String

    /// Nil when one of them is empty, longer than `limit`, or breaks a line; a system has no `|`.
    package init?(system: String, value: String) {
        guard let system = RecordText.line(system, limit: Self.limit), let value = RecordText.line(value, limit: Self.limit),
            !system.utf8.contains(UInt8(ascii: "|"))
        else { return nil }
        (self.system, self.value) = (system, value)
    }

    /// `system|value`, as in a query.
    package init?(_ text: String) {
        guard let bar = text.firstIndex(of: "|") else { return nil }
        self.init(system: String(text[..<bar]), value: String(text[text.index(after: bar)...]))
    }

    package var description: String { "\(system)|\(value)" }

    package static func < (a: Self, b: Self) -> Bool { (a.system, a.value) < (b.system, b.value) }
}
