/// One member of a request that breaks a rule: an entry of the problem's `errors` (RFC 9457 section 3.2).
package struct FieldViolation: Hashable, Sendable {
    /// JSON Pointer into the request body (RFC 6901), e.g. `/email`.
    package let pointer: String
    /// One sentence for a person, without the offending value.
    package let detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}
