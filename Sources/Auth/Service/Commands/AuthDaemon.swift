package import ArgumentParser
import CoreHTTP
package import Hosting
package import Logging
package import ServiceRuntime

/// The program `auth`.
package struct AuthDaemon: DaemonProgram {
    package static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Accounts, passwords, sessions and tokens of the clinic.",
        version: "auth \(BuildInfo.version)",
        subcommands: [CreateAdminCommand.self, FirstRunLinkCommand.self, VerifyEmailCommand.self, BuildBreachedListCommand.self])
    package static var keys: [any AnyConfigurationKey] { AuthConfiguration.keys }
    package static var rules: [ConfigurationRule] { AuthConfiguration.rules }

    @OptionGroup package var options: DaemonOptions

    package init() {}

    package static func serve(_ settings: Configuration, _ log: Logger) throws {
        let configuration = AuthConfiguration(from: settings, cores: ProcessorShare.cores)
        log.info("\(AuthProfile.summary(from: settings))")
        try AuthProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
    }
}
