import CoreHTTP
import Hosting
import ServiceRuntime

/// The program `notification`.
package enum NotificationDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command = DaemonCommand(
            name: "notification", purpose: "Everybody's inbox, and the live sockets that tell of it.",
            keys: NotificationConfiguration.keys, rules: NotificationConfiguration.rules)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            let configuration = NotificationConfiguration(from: settings, cores: ProcessorShare.cores)
            try NotificationProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log)
                .run()
        }
    }
}
