package import ArgumentParser
import CoreHTTP
package import Logging
import Reactor
package import ServiceRuntime

/// The program of a daemon: its command line, and what comes before its first loop: settings from the environment, the log.
///
/// ```
/// auth                  runs until SIGTERM or SIGINT; status 0, or 1 when it cannot start or not go on; tells where it listens by one
///                       line on standard output, `{"message":"listening","port":3001}`; the log goes to standard error
/// auth --check-config   reads the settings and says what is wrong with them; status 0 or 1
/// auth --healthcheck    asks the daemon that runs with the same settings whether it is ready; status 0 or 1: for containers without curl
/// auth --help           every setting with its type, default and meaning, and the commands
/// auth --version
/// auth --generate-completion-script bash|zsh|fish
/// auth COMMAND …        does what an operator wants done beside the daemon (`OperatorCommand`)
/// ```
///
/// Status 2 for arguments that mean nothing.
package protocol DaemonProgram: ParsableCommand {
    static var keys: [any AnyConfigurationKey] { get }
    static var rules: [ConfigurationRule] { get }

    var options: DaemonOptions { get }

    /// Blocks until the daemon has ended. What it throws is printed.
    static func serve(_ settings: Configuration, _ log: Logger) throws
}

/// The options of a daemon, without a command.
package struct DaemonOptions: ParsableArguments {
    @Flag(help: "Read the settings, say what is wrong with them, and end.")
    var checkConfig = false

    @Flag(name: .customLong("healthcheck"), help: "Ask the daemon that runs with these settings whether it is ready, and end.")
    var healthCheck = false

    fileprivate static let names = ["--check-config", "--healthcheck"]

    package init() {}

    package func validate() throws {
        if checkConfig, healthCheck { throw ValidationError("--check-config and --healthcheck do not go together") }
    }
}

/// A command that an operator runs by the daemon's program: `auth create-admin`.
package protocol OperatorCommand: ParsableCommand {
    /// What it throws is printed, with status 1.
    func run(environment: [String: String]) throws -> CommandOutcome
}

package struct CommandOutcome: Sendable {
    /// For standard output, without its last line's end.
    let text: String
    /// The process' status.
    let status: Int32

    package init(_ text: String, status: Int32 = 0) {
        self.text = text
        self.status = status
    }
}

/// Why a command cannot be done, as its operator reads it.
package struct CommandFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension DaemonProgram {
    fileprivate static var name: String { configuration.commandName ?? _commandName }

    /// Does what the arguments (without the program's name) say and returns the process' status.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command: any ParsableCommand
        do {
            var parsed = try parseAsRoot(arguments)
            // The parser's own, such as help, do their work by throwing it.
            if !(parsed is Self || parsed is any OperatorCommand) { try parsed.run() }
            // The parser would accept a daemon's own options beside a command's.
            if parsed is any OperatorCommand, let option = arguments.first(where: DaemonOptions.names.contains) {
                throw ValidationError("\(option) does not go with a command")
            }
            command = parsed
        } catch { return answer(error) }
        do {
            if let command = command as? any OperatorCommand {
                let outcome = try command.run(environment: environment)
                print(outcome.text)
                return outcome.status
            }
            return try (command as? Self)?.options.act(environment, of: Self.self) ?? 0
        } catch {
            complain(error)
            return 1
        }
    }

    /// What the parser throws: help, the version, a script of completions, or what is wrong.
    private static func answer(_ error: any Error) -> Int32 {
        let text = fullMessage(for: error)
        guard exitCode(for: error).isSuccess else {
            complain(text)
            return 2
        }
        print(text == helpMessage() ? "\(text)\n\n\(settings)" : text)
        return 0
    }

    private static var settings: String {
        "Settings, from the environment and from the file that ENV_FILE names. A secret may stand in a file of its own,\n"
            + "which the setting of its name and _FILE names: JWT_SECRET_FILE=/run/secrets/jwt.\n\n"
            + ConfigurationTable.text(keys)
    }

    private static func complain(_ problem: Any) {
        LogSink.standardError.write(Array("\(name): \(problem)\n".utf8))
    }
}

extension DaemonOptions {
    fileprivate func act<Program: DaemonProgram>(_ environment: [String: String], of program: Program.Type) throws -> Int32 {
        let reader = ConfigurationReader(environment: try EnvironmentFile.completing(environment))
        if healthCheck {
            let own = try reader.read(program.keys.filter { ["PORT", "HOST"].contains($0.name) })
            guard let port = program.keys.lazy.compactMap({ $0 as? ConfigurationKey<Int> }).first(where: { $0.name == "PORT" })
            else {
                return 1
            }
            return try HealthCheck.isReady(SocketAddress(own[DaemonConfiguration.host], port: UInt16(own[port]))) ? 0 : 1
        }
        let settings = try reader.read(program.keys, rules: program.rules)
        if checkConfig {
            print("the configuration is usable")
        } else {
            try program.serve(settings, .json(service: program.name, component: "daemon", level: settings[.logLevel]))
        }
        return 0
    }
}
