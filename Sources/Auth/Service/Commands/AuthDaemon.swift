package import ArgumentParser
package import Audit
import CoreHTTP
package import Hosting
package import Logging
package import Postgres
package import ServiceRuntime

/// The program `auth`.
package struct AuthDaemon: DaemonProgram, AuditedProgram {
    package static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Accounts, passwords, sessions and tokens of the clinic.",
        version: "auth \(BuildInfo.version)",
        subcommands: [
            CreateAdminCommand.self, FirstRunLinkCommand.self, VerifyEmailCommand.self, BuildBreachedListCommand.self,
            VerifyAuditCommand<AuthDaemon>.self, AuditProofCommand<AuthDaemon>.self, AuditKeyCommand<AuthDaemon>.self,
            RestartAuditCommand<AuthDaemon>.self,
        ])
    package static var keys: [any AnyConfigurationKey] { AuthConfiguration.keys }
    package static var rules: [ConfigurationRule] { AuthConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = AuthConfiguration(from: settings, cores: ProcessorShare.cores)
        log.info("\(AuthProfile.summary(from: settings))")
        try AuthProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }

    package static func audited(_ environment: [String: String]) throws -> (database: DatabaseSettings, log: AuditConfiguration) {
        let reader = ConfigurationReader(environment: try EnvironmentFile.completing(environment))
        let configuration = AuthConfiguration(from: try reader.read(keys, rules: rules), cores: 1)
        return (configuration.service.database, configuration.audit)
    }

    package static var unrecorded: Statement? { AccountEntryStatements.unrecorded }
}
