import AppointmentDomain
import CoreHTTP
import Hosting
import ServiceRuntime

/// The program `appointment`.
package enum AppointmentDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command = DaemonCommand(
            name: "appointment", purpose: "Bookings, their way through the states, and the events that tell of it.",
            keys: AppointmentConfiguration.keys, rules: AppointmentConfiguration.rules)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            let configuration = AppointmentConfiguration(from: settings, cores: ProcessorShare.cores)
            try AppointmentProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log)
                .run()
        }
    }
}
