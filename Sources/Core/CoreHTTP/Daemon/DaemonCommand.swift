import Glibc
package import Logging
import Reactor
package import ServiceRuntime

/// The command line of a daemon and what comes before its first loop: settings from the environment, the log.
///
/// ```
/// auth                  runs until SIGTERM or SIGINT; status 0, or 1 when it cannot start or not go on; tells where it listens by one
///                       line on standard output, `{"message":"listening","port":3001}`; the log goes to standard error
/// auth --check-config   reads the settings and says what is wrong with them; status 0 or 1
/// auth --healthcheck    asks the daemon that runs with the same settings whether it is ready; status 0 or 1: for containers without curl
/// auth --help           every setting with its type, default and meaning
/// auth --version
/// ```
package struct DaemonCommand {
    package enum Action: Equatable, Sendable { case run, checkConfiguration, checkHealth, help, version }

    package let name: String
    /// One sentence: what the daemon is for.
    package let purpose: String
    package let keys: [any AnyConfigurationKey]
    private let rules: [ConfigurationRule]
    /// Lines of the usage for what the daemon's own program does besides.
    private let moreUsage: String

    package init(
        name: String, purpose: String, keys: [any AnyConfigurationKey], rules: [ConfigurationRule] = [], moreUsage: String = ""
    ) {
        self.name = name
        self.purpose = purpose
        self.keys = keys
        self.rules = rules
        self.moreUsage = moreUsage
    }

    /// Nil for arguments that mean nothing.
    package static func action(_ arguments: [String]) -> Action? {
        switch arguments {
        case []: .run
        case ["--check-config"]: .checkConfiguration
        case ["--healthcheck"]: .checkHealth
        case ["--help"], ["-h"]: .help
        case ["--version"]: .version
        default: nil
        }
    }

    /// Does what the arguments (without the program's name) say and returns the process' status. `start` blocks until the daemon has
    /// ended. What it throws is printed.
    package func run(arguments: [String], environment: [String: String], start: (Configuration, Logger) throws -> Void) -> Int32 {
        guard let action = Self.action(arguments) else {
            write("\(name): unknown arguments: \(arguments.joined(separator: " "))\n\(usage)", to: STDERR_FILENO)
            return 2
        }
        switch action {
        case .help: write(help, to: STDOUT_FILENO)
        case .version: write("\(name) \(BuildInfo.version)\n", to: STDOUT_FILENO)
        case .checkHealth: return checkHealth(environment)
        case .checkConfiguration, .run:
            do {
                let reader = ConfigurationReader(environment: try EnvironmentFile.completing(environment))
                let configuration = try reader.read(keys, rules: rules)
                if action == .checkConfiguration {
                    write("the configuration is usable\n", to: STDOUT_FILENO)
                } else {
                    try start(configuration, .json(service: name, component: "daemon", level: configuration[.logLevel]))
                }
            } catch {
                write("\(name): \(error)\n", to: STDERR_FILENO)
                return 1
            }
        }
        return 0
    }

    private func checkHealth(_ environment: [String: String]) -> Int32 {
        do {
            let own = keys.filter { ["PORT", "HOST"].contains($0.name) }
            let configuration = try ConfigurationReader(environment: EnvironmentFile.completing(environment)).read(own)
            guard let port = own.lazy.compactMap({ $0 as? ConfigurationKey<Int> }).first else { return 1 }
            let address = SocketAddress(configuration[DaemonConfiguration.host], port: UInt16(configuration[port]))
            return try HealthCheck.isReady(address) ? 0 : 1
        } catch {
            write("\(name): \(error)\n", to: STDERR_FILENO)
            return 1
        }
    }

    private var usage: String { "usage: \(name) [--check-config | --healthcheck | --help | --version]\n\(moreUsage)" }

    private var help: String {
        "\(purpose)\n\n\(usage)\nSettings, from the environment and from the file that ENV_FILE names. A secret may stand in a file of its own,\n"
            + "which the setting of its name and _FILE names: JWT_SECRET_FILE=/run/secrets/jwt.\n\n"
            + ConfigurationTable.text(keys)
    }

    private func write(_ text: String, to descriptor: Int32) {
        LogSink(descriptor: descriptor).write(Array(text.utf8))
    }
}
