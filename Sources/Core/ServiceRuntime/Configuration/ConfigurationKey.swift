/// One setting: its name in the environment, what it may be, what it is when unset, and the sentence that documents it.
///
/// ```swift
/// static let port = ConfigurationKey<Int>("PORT", default: 3001, range: 0...65535, help: "TCP port; 0 takes a free one.")
/// static let brokers = ConfigurationKey<[HostPort]>("KAFKA_BROKERS", default: nil, help: "Where Kafka answers.")
/// static let googleID = ConfigurationKey<String>("GOOGLE_CLIENT_ID", default: nil, help: "…").optional
/// ```
///
/// A key without a default must be set. An empty variable counts as unset: Compose passes unset ones as empty.
package struct ConfigurationKey<Value: Sendable>: Sendable {
    package let name: String
    /// What a value looks like, for people: `integer, 0 to 65535`.
    package let type: String
    package let isSecret: Bool
    package let help: String
    package let defaultText: String?
    let defaultValue: Value?
    let parse: @Sendable (String) -> ParsedSetting<Value>

    /// `parse` gets the variable's text without surrounding blanks (a secret's untouched); `show` writes a default into
    /// the documentation as one would into the environment.
    package init(
        _ name: String, default standard: Value?, type: String, isSecret: Bool = false, help: String, show: (Value) -> String,
        parse: @escaping @Sendable (String) -> ParsedSetting<Value>
    ) {
        self.name = name
        self.type = type
        self.isSecret = isSecret
        self.help = help
        defaultValue = standard
        defaultText = standard.map(show)
        self.parse = parse
    }

    /// The same setting, where unset is fine and reads as nil.
    package var optional: ConfigurationKey<Value?> {
        let parse = self.parse
        return ConfigurationKey<Value?>(
            name, default: .some(defaultValue), type: type, isSecret: isSecret, help: help, show: { _ in defaultText ?? "" },
            parse: { text in
                switch parse(text) {
                case .value(let value): .value(value)
                case .invalid(let problem): .invalid(problem)
                }
            })
    }
}

/// What a text turned out to be; the problem completes "PORT …": "must be an integer".
package enum ParsedSetting<Value> {
    case value(Value)
    case invalid(String)
}
