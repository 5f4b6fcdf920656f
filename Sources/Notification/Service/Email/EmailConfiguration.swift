import Contracts
import Hosting
import Mail
import NotificationDomain
import ServiceRuntime

/// The settings of e-mails. Without SMTP_URL none are sent and the other settings are ignored.
enum EmailConfiguration {
    static let internalSecret = SharedConfiguration.internalSecret.optional

    static var keys: [any AnyConfigurationKey] {
        MailConfiguration.keys + [SharedConfiguration.includesReason, SharedConfiguration.authService, internalSecret]
    }

    static let canAsk = ConfigurationRule([MailConfiguration.smtp, internalSecret]) { configuration in
        configuration[MailConfiguration.smtp] != nil && configuration[internalSecret] == nil
            ? ["\(internalSecret.name) must be set, as SMTP_URL is"] : []
    }

    /// The settings; nil when no e-mails are sent.
    static func settings(from configuration: Configuration) -> EmailSettings? {
        guard let mail = MailConfiguration.settings(from: configuration), let secret = configuration[internalSecret] else {
            return nil
        }
        return EmailSettings(
            mail: mail,
            style: EmailText.Style(
                organizer: SharedConfiguration.organizer(from: configuration),
                includesReasons: configuration[SharedConfiguration.includesReason],
                site: configuration[SharedConfiguration.frontends].first?.description),
            authService: configuration[SharedConfiguration.authService], internalSecret: secret)
    }
}
