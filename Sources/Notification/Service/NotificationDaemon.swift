package import ArgumentParser
package import Audit
import CoreHTTP
package import Hosting
package import Logging
package import Postgres
package import ServiceRuntime

/// The program `notification`.
package struct NotificationDaemon: DaemonProgram, AuditedProgram {
    package static let configuration = CommandConfiguration(
        commandName: "notification", abstract: "Everybody's inbox, and the live sockets that tell of it.",
        version: "notification \(BuildInfo.version)",
        subcommands: [
            VerifyAuditCommand<NotificationDaemon>.self, AuditProofCommand<NotificationDaemon>.self,
            AuditKeyCommand<NotificationDaemon>.self, RestartAuditCommand<NotificationDaemon>.self,
        ])
    package static var keys: [any AnyConfigurationKey] { NotificationConfiguration.keys }
    package static var rules: [ConfigurationRule] { NotificationConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = NotificationConfiguration(from: settings, cores: ProcessorShare.cores)
        log.info("\(Profile.summary(of: [AuditReads.Setting()], from: settings))")
        try NotificationProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }

    package static func audited(_ environment: [String: String]) throws -> (database: DatabaseSettings, log: AuditConfiguration) {
        let reader = ConfigurationReader(environment: try EnvironmentFile.completing(environment))
        let configuration = NotificationConfiguration(from: try reader.read(keys, rules: rules), cores: 1)
        return (configuration.service.database, configuration.audit)
    }

    package static var unrecorded: Statement? { DeliveryStatements.unrecorded }
}
