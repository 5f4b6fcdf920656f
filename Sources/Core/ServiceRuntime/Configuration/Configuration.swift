import Glibc

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

    /// Names must differ. Rules are checked even if some settings are invalid: those count as unset there, and what a rule says of
    /// them is left out.
    package func read(
        _ keys: [any AnyConfigurationKey], rules: [ConfigurationRule] = []
    ) throws(ConfigurationError) -> Configuration {
        var values: [String: any Sendable] = [:]
        var problems: [String] = []
        var invalid: Set<String> = []
        for key in keys {
            precondition(values[key.name] == nil, "two settings are called \(key.name)")
            do throws(Unusable) {
                switch key.read(try text(of: key)) {
                case .value(let value): values[key.name] = value
                case .invalid(let problem): throw Unusable(problem: "\(key.name) \(problem)")
                }
            } catch {
                problems.append(error.problem)
                invalid.insert(key.name)
                if case .value(let unset) = key.read(nil) { values[key.name] = unset }
            }
        }
        let configuration = Configuration(values: values)
        for rule in rules where rule.names.allSatisfy({ values[$0] != nil }) {
            problems += rule.problems(configuration).filter { problem in
                invalid.isDisjoint(with: problem.matches(of: /[A-Z0-9_]+/).map { String($0.output) })
            }
        }
        guard problems.isEmpty else { throw .problems(problems) }
        return configuration
    }

    private struct Unusable: Error { let problem: String }

    /// A secret is read from its variable, or from the file that the variable with `_FILE` after its name gives, without one newline at
    /// the end.
    private func text(of key: any AnyConfigurationKey) throws(Unusable) -> String? {
        let own = environment[key.name]
        let fileName = key.name + "_FILE"
        guard key.isSecret, let path = environment[fileName], !path.isEmpty else { return own }
        guard own?.isEmpty ?? true else {
            throw Unusable(problem: "\(key.name) and \(fileName) are both set: only one of them may be")
        }
        var bytes: [UInt8]
        do throws(SettingsFile.Failure) {
            bytes = try SettingsFile.read(path)
        } catch { throw Unusable(problem: "\(fileName) names a file that \(error): \(path)") }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Unusable(problem: "\(fileName) names a file that is empty: \(path)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Unusable(problem: "\(fileName) names a file that is not UTF-8: \(path)")
        }
        return text
    }
}

/// A rule about several settings together. Its `problems` are whole sentences and hold no secret's value.
package struct ConfigurationRule: Sendable {
    /// The settings it reads.
    let names: [String]
    let problems: @Sendable (Configuration) -> [String]

    package init(_ keys: [any AnyConfigurationKey], problems: @escaping @Sendable (Configuration) -> [String]) {
        names = keys.map(\.name)
        self.problems = problems
    }

    /// The file or folder is there, and can be read.
    package static func readable(_ path: ConfigurationKey<String>) -> ConfigurationRule {
        ConfigurationRule([path]) { configuration in
            let named = configuration[path]
            return unsafe access(named, R_OK) == 0 ? [] : ["\(path.name) names what cannot be read: \(named)"]
        }
    }
}
