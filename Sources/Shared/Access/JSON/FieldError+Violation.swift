package import Contracts
package import CoreHTTP

extension FieldError {
    /// What a domain rule has found.
    package init(_ violation: FieldViolation) {
        self.init(pointer: JSONPointer(validated: violation.pointer), code: .rule, detail: violation.detail)
    }
}
