package import Contracts
package import CoreHTTP

extension Problem {
    /// A problem all services share: status and title come from the code's table.
    package init(_ code: ProblemCode, _ detail: String) {
        self.init(statusCode: code.status, code: code.rawValue, title: code.title, detail: detail)
    }

    /// 422 with the violations a domain rule has found.
    package init(_ violations: [FieldViolation]) {
        self.init(.validationFailed, "\(violations.count) field(s) break a rule.")
        errors = violations.map { FieldError(pointer: JSONPointer(validated: $0.pointer), code: .rule, detail: $0.detail) }
    }
}
