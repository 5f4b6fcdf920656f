import CoreHTTP
import Foundation
import Hosting

/// The program `notification`.
package enum NotificationDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command = DaemonCommand(
            name: "notification", purpose: "Everybody's inbox, and the live sockets that tell of it.",
            keys: NotificationConfiguration.keys)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            let configuration = try NotificationConfiguration(from: settings, cores: ProcessInfo.processInfo.activeProcessorCount)
            try App(configuration, openAPI: OpenAPIFile.read(configuration.openAPIFile)).run(log: log)
        }
    }
}
