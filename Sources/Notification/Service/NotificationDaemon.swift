package import ArgumentParser
import CoreHTTP
package import Hosting
package import Logging
package import ServiceRuntime

/// The program `notification`.
package struct NotificationDaemon: DaemonProgram {
    package static let configuration = CommandConfiguration(
        commandName: "notification", abstract: "Everybody's inbox, and the live sockets that tell of it.",
        version: "notification \(BuildInfo.version)")
    package static var keys: [any AnyConfigurationKey] { NotificationConfiguration.keys }
    package static var rules: [ConfigurationRule] { NotificationConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = NotificationConfiguration(from: settings, cores: ProcessorShare.cores)
        try NotificationProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }
}
