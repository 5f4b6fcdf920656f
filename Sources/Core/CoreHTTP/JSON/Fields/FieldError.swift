/// What is wrong with one value of a request: an element of `errors` in a 422 problem.
package struct FieldError: Equatable, Sendable {
    /// Stable words for programs.
    package enum Code: String, Sendable {
        /// The member is missing, or null where null is not allowed.
        case required
        /// A value of another JSON type.
        case type
        /// A text or a list too short or too long.
        case length
        /// A number out of its range.
        case range
        /// Not one of the allowed words.
        case choice
        /// A text that is not what it should be: a date, an id, an address.
        case format
        /// A member that is not known here.
        case unknown
        /// Right by itself, but against a rule about several fields.
        case rule
    }

    package let pointer: JSONPointer
    package let code: Code
    /// A sentence for people, in English, without the value itself: it may be a password.
    package let detail: String

    package init(pointer: JSONPointer, code: Code, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
