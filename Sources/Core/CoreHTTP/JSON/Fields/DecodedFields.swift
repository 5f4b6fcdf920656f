/// A field that was read and may have been wrong. Its value comes out of the `DecodedFields` that `finish` gives, and so
/// never before every field was found right.
package struct Field<Value> {
    fileprivate let value: Value?

    init(_ value: Value?) { self.value = value }
}

extension Field: Sendable where Value: Sendable {}

/// The proof that all fields of a decoder are right, and the way to their values: `fields[email]`.
package struct DecodedFields: Sendable {
    init() {}

    package subscript<Value>(field: Field<Value>) -> Value {
        guard let value = field.value else { preconditionFailure("this field belongs to a decoder that has not finished") }
        return value
    }
}
