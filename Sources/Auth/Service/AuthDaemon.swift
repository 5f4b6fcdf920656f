import CoreHTTP
import Hosting
import Logging
import ServiceRuntime

/// The program `auth`.
package enum AuthDaemon {
    /// Does what the arguments say and returns the process' status; see `DaemonCommand`, `CreateAdminCommand`,
    /// `VerifyEmailCommand`.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        let cores = ProcessorShare.cores
        switch arguments.first {
        case "create-admin":
            let command = CreateAdminCommand(Array(arguments.dropFirst()))
            return perform(CreateAdminCommand.usage, command?.run, environment: environment, cores: cores)
        case "verify-email":
            let run = VerifyEmailCommand(Array(arguments.dropFirst())).map { command in
                { (settings: AccountCommand.Settings, _: [String: String]) in try command.run(settings) }
            }
            return perform(VerifyEmailCommand.usage, run, environment: environment, cores: cores)
        case "build-breached-list":
            guard let command = BuildBreachedListCommand(Array(arguments.dropFirst())) else {
                say("usage:\n" + BuildBreachedListCommand.usage, on: .standardError)
                return 2
            }
            do {
                say(try command.run() + "\n", on: .standardOutput)
                return 0
            } catch {
                say("auth: \(error)\n", on: .standardError)
                return 1
            }
        default: break
        }
        let command = DaemonCommand(
            name: "auth", purpose: "Accounts, passwords, sessions and tokens of the clinic.", keys: AuthConfiguration.keys,
            rules: AuthConfiguration.rules,
            moreUsage: CreateAdminCommand.usage + VerifyEmailCommand.usage + BuildBreachedListCommand.usage)
        return command.run(arguments: arguments, environment: environment) { settings, log in
            let configuration = AuthConfiguration(from: settings, cores: cores)
            log.info("\(AuthProfile.summary(from: settings))")
            try AuthProcess(configuration, openAPI: OpenAPIFile.read(configuration.service.openAPIFile)).daemon(log: log).run()
        }
    }

    /// `run`: nil for arguments that mean nothing.
    private static func perform(
        _ usage: String, _ run: ((AccountCommand.Settings, [String: String]) throws -> String)?, environment: [String: String],
        cores: Int
    ) -> Int32 {
        guard let run else {
            say("usage:\n" + usage, on: .standardError)
            return 2
        }
        do {
            let environment = try EnvironmentFile.completing(environment)
            let settings = try ConfigurationReader(environment: environment).read(
                AuthConfiguration.keys, rules: AuthConfiguration.rules)
            say(try run(AuthConfiguration(from: settings, cores: cores).command, environment) + "\n", on: .standardOutput)
            return 0
        } catch {
            say("auth: \(error)\n", on: .standardError)
            return 1
        }
    }

    private static func say(_ text: String, on sink: LogSink) { sink.write(Array(text.utf8)) }
}
