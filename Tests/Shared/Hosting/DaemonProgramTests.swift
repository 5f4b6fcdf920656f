import ArgumentParser
import CoreHTTP
import Hosting
import Logging
import ServiceRuntime
import Synchronization
import Testing

@Suite("A daemon's command line") struct DaemonProgramTests {
    @Test(
        "what arguments mean nothing is said with status 2, and nothing starts",
        arguments: [
            ["--halp"], ["x"], ["--check-config", "--healthcheck"], ["--check-config=yes"], ["greet"], ["greet", "--name"],
            ["greet", "--name", "Ann", "--loud"], ["greet", "--name", "Ann", "Bob"], ["greet", "--name", "Ann", "--check-config"],
        ])
    func meaningless(arguments: [String]) {
        #expect(Program.run(arguments: arguments, environment: ["PORT": "0"]) == 2)
    }

    @Test(
        "what is only told has status 0 and needs no settings",
        arguments: [
            ["--help"], ["-h"], ["--version"], ["help", "greet"], ["greet", "--help"], ["--generate-completion-script", "bash"],
            ["--generate-completion-script", "zsh"], ["--generate-completion-script", "fish"],
        ])
    func told(arguments: [String]) {
        #expect(Program.run(arguments: arguments, environment: ["PORT": "x"]) == 0)
    }

    @Test("wrong settings and a start that fails are status 1, an orderly end 0")
    func status() {
        #expect(Program.run(arguments: [], environment: ["PORT": "1"]) == 0)
        #expect(Program.run(arguments: [], environment: ["PORT": "\(Program.failing)"]) == 1)
        #expect(Program.run(arguments: [], environment: ["PORT": "x"]) == 1)
        #expect(Program.run(arguments: ["--check-config"], environment: ["PORT": "\(Program.failing)"]) == 0)
        #expect(Program.run(arguments: ["--check-config"], environment: ["PORT": "x"]) == 1)
        #expect(Program.run(arguments: ["--healthcheck"], environment: ["PORT": "1"]) == 1, "nothing listens there")
    }

    @Test("a command has the status it answers, 1 when it throws, and is given the environment")
    func commands() {
        #expect(Program.run(arguments: ["greet", "--name", "Ann"], environment: [:]) == 0)
        #expect(Program.run(arguments: ["greet", "--name", "Ann"], environment: ["STATUS": "3"]) == 3)
        #expect(Program.run(arguments: ["greet", "--name", "nobody"], environment: [:]) == 1)
    }
}

private struct Program: DaemonProgram {
    static let configuration = CommandConfiguration(
        commandName: "program", abstract: "A daemon.", version: "program 1", subcommands: [Greet.self])
    /// A port that it cannot start with.
    static let failing = 2
    static let daemon = DaemonConfiguration(defaultPort: 3001)
    static var keys: [any AnyConfigurationKey] { daemon.keys }
    static var rules: [ConfigurationRule] { [] }

    @OptionGroup var options: DaemonOptions

    static func serve(_ settings: Configuration, _ log: Logger) throws {
        if settings[daemon.port] == failing { throw CommandFailure("the port is taken") }
    }
}

private struct Greet: OperatorCommand {
    @Option var name: String

    func run(environment: [String: String]) throws -> CommandOutcome {
        if name == "nobody" { throw CommandFailure("there is nobody to greet") }
        return CommandOutcome("Hello, \(name)", status: environment["STATUS"].flatMap { Int32($0) } ?? 0)
    }
}
