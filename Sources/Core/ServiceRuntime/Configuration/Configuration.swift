/// The settings of a process, all of them read and in range: made once at start, read everywhere.
package struct Configuration: Sendable {
    private let values: [String: any Sendable]

    fileprivate init(values: [String: any Sendable]) { self.values = values }

    /// The value of a key that was among those read; asking for another is a mistake in the program and traps.
    package subscript<Value>(key: ConfigurationKey<Value>) -> Value {
        guard let stored = values[key.name] as? StoredSetting<Value> else {
            preconditionFailure("\(key.name) is not among the keys that were read")
        }
        return stored.value
    }
}

/// Reads settings out of an environment and reports everything wrong with them in one error.
package struct ConfigurationReader: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// Every key must have a name of its own.
    package func read(_ keys: [any AnyConfigurationKey]) throws(ConfigurationError) -> Configuration {
        var values: [String: any Sendable] = [:]
        var problems: [String] = []
        for key in keys {
            precondition(values[key.name] == nil, "two settings are called \(key.name)")
            switch key.read(environment[key.name]) {
            case .value(let value): values[key.name] = value
            case .invalid(let problem): problems.append("\(key.name) \(problem)")
            }
        }
        guard problems.isEmpty else { throw .problems(problems) }
        return Configuration(values: values)
    }
}
