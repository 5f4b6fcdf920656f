import AppointmentDomain
import CoreHTTP
import Foundation
import Hosting

/// The program `appointment`.
package enum AppointmentDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let command = DaemonCommand(
            name: "appointment", purpose: "Bookings, their way through the states, and the events that tell of it.",
            keys: AppointmentConfiguration.keys)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            guard Zone.isDatabaseThere else { throw NoTimeZones() }
            let configuration = AppointmentConfiguration(from: settings, cores: ProcessInfo.processInfo.activeProcessorCount)
            try App(configuration, openAPI: OpenAPIFile.read(configuration.openAPIFile)).daemon(log: log).run()
        }
    }

    /// Doctors could be booked in UTC only.
    private struct NoTimeZones: Error, CustomStringConvertible {
        var description: String { "there is no time zone database in \(Zone.database); install tzdata" }
    }
}
