/// Rules for what holds other values.
extension FieldRule {
    /// An object, read by a decoder of its own: `.object(OpeningHours.init(from:))`. Its errors join the others, each
    /// with its full pointer.
    package static func object(
        _ decode: @escaping @Sendable (consuming ObjectDecoder) throws(ValidationErrors) -> Value
    ) -> FieldRule {
        FieldRule { json, pointer in
            do throws(ValidationErrors) {
                return .success(try decode(ObjectDecoder(json, at: pointer)))
            } catch {
                return .failure(error)
            }
        }
    }

    /// A list of `count` elements, each read by `rule`; every wrong element is reported.
    package static func array<Element>(
        of rule: FieldRule<Element>, count: ClosedRange<Int>
    ) -> FieldRule where Value == [Element] {
        FieldRule { json, pointer in
            guard case .array(let elements) = json else { return .failure(ValidationErrors(pointer, .type, "must be a list")) }
            guard count.contains(elements.count) else {
                let detail = "must have \(count.lowerBound) to \(count.upperBound) elements"
                return .failure(ValidationErrors(pointer, .length, detail))
            }
            var values: [Element] = []
            var errors = ValidationErrors([])
            for (index, element) in elements.enumerated() {
                switch rule.read(element, pointer.appending(index)) {
                case .success(let value): values.append(value)
                case .failure(let more): errors.append(more)
                }
            }
            return errors.isEmpty ? .success(values) : .failure(errors)
        }
    }
}
