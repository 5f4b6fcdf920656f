package import ArgumentParser
import AppointmentDomain
import CoreHTTP
package import Hosting
package import Logging
package import ServiceRuntime

/// The program `appointment`.
package struct AppointmentDaemon: DaemonProgram {
    package static let configuration = CommandConfiguration(
        commandName: "appointment", abstract: "Bookings, their way through the states, and the events that tell of it.",
        version: "appointment \(BuildInfo.version)")
    package static var keys: [any AnyConfigurationKey] { AppointmentConfiguration.keys }
    package static var rules: [ConfigurationRule] { AppointmentConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = AppointmentConfiguration(from: settings, cores: ProcessorShare.cores)
        try AppointmentProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }
}
