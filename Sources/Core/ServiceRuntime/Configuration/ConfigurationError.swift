/// Why the process cannot start with the settings it was given: everything at once, one sentence a setting, no secret's
/// value among them.
package enum ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    case problems([String])
    /// The file `ENV_FILE` names cannot be read; `code` is the errno.
    case unreadableFile(path: String, code: Int32)

    package var description: String {
        switch self {
        case .problems(let problems): "the configuration is not usable:\n" + problems.map { "  - \($0)" }.joined(separator: "\n")
        case .unreadableFile(let path, let code): "the environment file \(path) cannot be read (errno \(code))"
        }
    }
}
