import CoreHTTP
import Foundation
import Hosting
import ServiceRuntime

/// The program `auth`.
package enum AuthDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand` and `CreateAdminCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        if arguments.first == "create-admin" {
            return createAdmin(Array(arguments.dropFirst()), environment: environment, cores: cores)
        }
        let command = DaemonCommand(
            name: "auth", purpose: "Accounts, passwords, sessions and tokens of the clinic.", keys: AuthConfiguration.keys,
            moreUsage: CreateAdminCommand.usage)
        return command.run(
            arguments: arguments, environment: environment,
            check: { try AuthConfiguration(from: $0, cores: cores).checkSecretsDiffer() }
        ) { settings, log in
            let configuration = AuthConfiguration(from: settings, cores: cores)
            try App(configuration, openAPI: OpenAPIFile.read(configuration.openAPIFile)).daemon(log: log).run()
        }
    }

    private static func createAdmin(_ arguments: [String], environment: [String: String], cores: Int) -> Int32 {
        guard let command = CreateAdminCommand(arguments) else {
            say("usage:\n" + CreateAdminCommand.usage, on: .standardError)
            return 2
        }
        do {
            let environment = try EnvironmentFile.completing(environment)
            let settings = try ConfigurationReader(environment: environment).read(AuthConfiguration.keys)
            let done = try command.run(AuthConfiguration(from: settings, cores: cores), environment: environment)
            say(done + "\n", on: .standardOutput)
            return 0
        } catch {
            say("auth: \(error)\n", on: .standardError)
            return 1
        }
    }

    private static func say(_ text: String, on sink: LogSink) { sink.write(Array(text.utf8)) }
}
