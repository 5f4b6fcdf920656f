/// What a PATCH says about one field (RFC 7396): an absent member keeps it, null clears it, a value sets it.
package enum FieldChange<Value> {
    case keep
    case clear
    case set(Value)

    /// The field afterwards, `current` being what it was.
    package func applied(to current: Value?) -> Value? {
        switch self {
        case .keep: current
        case .clear: nil
        case .set(let value): value
        }
    }
}

extension FieldChange: Equatable where Value: Equatable {}
extension FieldChange: Sendable where Value: Sendable {}
