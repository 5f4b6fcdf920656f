/// Rules for texts. None lets a NUL through: PostgreSQL cannot store one, and C ends a string there.
extension FieldRule where Value == String {
    /// A text of `length` characters, counted as Unicode scalars like PostgreSQL counts a `varchar`.
    package static func string(_ length: ClosedRange<Int>) -> FieldRule {
        FieldRule { json, pointer in
            text(json, pointer).flatMap { text in check(text, text.unicodeScalars.count, length, "characters", pointer) }
        }
    }

    /// The same after the white space at both ends is removed: for names and the like.
    package static func trimmed(_ length: ClosedRange<Int>) -> FieldRule {
        FieldRule { json, pointer in
            text(json, pointer).flatMap { text in
                let scalars = text.unicodeScalars
                let front = scalars.drop { $0.properties.isWhitespace }
                let end = front.lastIndex { !$0.properties.isWhitespace }
                let inner = String(String.UnicodeScalarView(end.map { front[...$0] } ?? front.prefix(0)))
                return check(inner, inner.unicodeScalars.count, length, "characters", pointer)
            }
        }
    }

    /// A text of `length` bytes in UTF-8: for passwords, where bcrypt counts bytes.
    package static func string(utf8Length length: ClosedRange<Int>) -> FieldRule {
        FieldRule { json, pointer in
            text(json, pointer).flatMap { text in check(text, text.utf8.count, length, "bytes", pointer) }
        }
    }

    /// One of `words`, compared byte by byte.
    package static func choice(_ words: [String]) -> FieldRule {
        FieldRule { json, pointer in
            text(json, pointer).flatMap { text in
                guard words.contains(where: { $0.hasSameBytes(as: text) }) else {
                    return .failure(ValidationErrors(pointer, .choice, "must be one of \(words.joined(separator: ", "))"))
                }
                return .success(text)
            }
        }
    }

    private static func text(_ json: JSONValue, _ pointer: JSONPointer) -> Outcome {
        guard case .string(let text) = json else { return .failure(ValidationErrors(pointer, .type, "must be a text")) }
        guard !text.utf8.contains(0) else { return .failure(ValidationErrors(pointer, .format, "must not contain U+0000")) }
        return .success(text)
    }

    private static func check(
        _ text: String, _ count: Int, _ length: ClosedRange<Int>, _ unit: String, _ pointer: JSONPointer
    ) -> Outcome {
        if length.contains(count) { return .success(text) }
        let lower = length.lowerBound
        let detail =
            count > length.upperBound
            ? "must have at most \(length.upperBound) \(unit)"
            : lower == 1 ? "must not be empty" : "must have at least \(lower) \(unit)"
        return .failure(ValidationErrors(pointer, .length, detail))
    }
}

extension FieldRule where Value: RawRepresentable & Sendable, Value.RawValue == String {
    /// One of the cases, by its raw value.
    package static func choice(_ type: Value.Type) -> FieldRule where Value: CaseIterable { choice(of: Array(Value.allCases)) }

    /// One of these cases, by its raw value: a registration may ask for fewer roles than there are.
    package static func choice(of cases: [Value]) -> FieldRule {
        let words = FieldRule<String>.choice(cases.map(\.rawValue))
        return FieldRule { json, pointer in
            words.read(json, pointer).flatMap { word in
                guard let value = cases.first(where: { $0.rawValue == word }) else {
                    preconditionFailure("a word that was accepted has its case")
                }
                return .success(value)
            }
        }
    }
}
