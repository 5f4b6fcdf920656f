package import Logging

extension ConfigurationKey where Value == Logger.Level {
    /// `LOG_LEVEL`: events below it are not written, and cost next to nothing.
    package static let logLevel = ConfigurationKey(
        "LOG_LEVEL", default: .info, type: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "),
        help: "The least important events to log.", show: \.rawValue
    ) { text in
        Logger.Level(rawValue: text.lowercased()).map { .value($0) } ?? .invalid("must be a log level")
    }
}
