import CoreHTTP
import Foundation
import Hosting

/// The program `auth`.
package enum AuthDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command = DaemonCommand(
            name: "auth", purpose: "Accounts, passwords, sessions and tokens of the clinic.", keys: AuthConfiguration.keys)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            let configuration = AuthConfiguration(from: settings, cores: ProcessInfo.processInfo.activeProcessorCount)
            try App(configuration, openAPI: OpenAPIFile.read(configuration.openAPIFile)).daemon(log: log).run()
        }
    }
}
