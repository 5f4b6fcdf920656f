/// Everything wrong with a request at once, in the order it was looked at. At most 100.
package struct ValidationErrors: Error, Equatable, Sendable {
    package static let limit = 100

    package private(set) var errors: [FieldError]

    package init(_ errors: [FieldError]) { self.errors = Array(errors.prefix(Self.limit)) }

    package init(_ pointer: JSONPointer, _ code: FieldError.Code, _ detail: String) {
        errors = [FieldError(pointer: pointer, code: code, detail: detail)]
    }

    var isEmpty: Bool { errors.isEmpty }

    mutating func append(_ more: ValidationErrors) {
        errors.append(contentsOf: more.errors.prefix(Self.limit - errors.count))
    }
}
