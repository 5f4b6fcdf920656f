package import ArgumentParser
import AppointmentDomain
package import Audit
import CoreHTTP
package import Hosting
package import Logging
package import Postgres
package import ServiceRuntime

/// The program `appointment`.
package struct AppointmentDaemon: DaemonProgram, AuditedProgram {
    package static let configuration = CommandConfiguration(
        commandName: "appointment", abstract: "Bookings, their way through the states, and the events that tell of it.",
        version: "appointment \(BuildInfo.version)",
        subcommands: [
            VerifyAuditCommand<AppointmentDaemon>.self, AuditProofCommand<AppointmentDaemon>.self,
            AuditKeyCommand<AppointmentDaemon>.self, RestartAuditCommand<AppointmentDaemon>.self,
        ])
    package static var keys: [any AnyConfigurationKey] { AppointmentConfiguration.keys }
    package static var rules: [ConfigurationRule] { AppointmentConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = AppointmentConfiguration(from: settings, cores: ProcessorShare.cores)
        log.info("\(Profile.summary(of: [AuditReads.Setting()], from: settings))")
        try AppointmentProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }

    package static func audited(_ environment: [String: String]) throws -> (database: DatabaseSettings, log: AuditConfiguration) {
        let reader = ConfigurationReader(environment: try EnvironmentFile.completing(environment))
        let configuration = AppointmentConfiguration(from: try reader.read(keys, rules: rules), cores: 1)
        return (configuration.service.database, configuration.audit)
    }

    package static var unrecorded: Statement? { HistoryStatements.unrecorded }
}
