/// A key of whatever type, for lists of them.
package protocol AnyConfigurationKey: Sendable {
    var name: String { get }
    var type: String { get }
    var isSecret: Bool { get }
    var help: String { get }
    /// Nil for a setting that is required.
    var defaultText: String? { get }

    /// The value for the variable's text, nil being unset.
    func read(_ text: String?) -> ParsedSetting<any Sendable>
}

/// Keeps the static type beside the value, so that an optional that is nil stays one.
struct StoredSetting<Value: Sendable>: Sendable {
    let value: Value
}

extension ConfigurationKey: AnyConfigurationKey {
    package func read(_ text: String?) -> ParsedSetting<any Sendable> {
        guard let text, !text.isEmpty else {
            guard let defaultValue else { return .invalid("must be set: \(type)") }
            return .value(StoredSetting(value: defaultValue))
        }
        switch parse(isSecret ? text : String(text.trimmingBlanks())) {
        case .value(let value): return .value(StoredSetting(value: value))
        case .invalid(let problem): return .invalid(isSecret ? problem : "\(problem), not \"\(text.prefix(100))\"")
        }
    }
}

extension StringProtocol {
    /// Without the spaces and tabs at both ends.
    package func trimmingBlanks() -> SubSequence {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let front = drop(while: isBlank)
        guard let last = front.lastIndex(where: { !isBlank($0) }) else { return front }
        return front[...last]
    }
}
