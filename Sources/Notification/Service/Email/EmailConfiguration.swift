import Hosting
import NotificationDomain
import OpenSSL
import ServiceRuntime
import Curl

/// The settings of e-mails. Without SMTP_URL none are sent and the other settings are ignored.
enum EmailConfiguration {
    static let smtp = ConfigurationKey<SMTPConfiguration>(
        "SMTP_URL", default: nil, type: "smtp or smtps URL", isSecret: true,
        help: "Mail server: smtp://user:password@host:587?starttls=always, or smtps://host. Unset: no e-mails.",
        show: \.description
    ) { text in
        SMTPConfiguration(text).map { .value($0) } ?? .invalid("must be a URL like smtp://mail.clinic.example:587")
    }.optional
    static let trustFile = ConfigurationKey<String>(
        file: "SMTP_CA_FILE", help: "Certificates by which the mail server is trusted, instead of the system's; PEM."
    ).optional
    static let includesReason = ConfigurationKey<Bool>(
        "EMAIL_INCLUDE_REASON", default: false,
        help: "Whether e-mails carry reasons: for a visit, for a rejection, for a cancellation. They are health data.")
    static let internalSecret = SharedConfiguration.internalSecret.optional

    static var keys: [any AnyConfigurationKey] {
        [smtp, trustFile, SharedConfiguration.sender, includesReason, SharedConfiguration.authService, internalSecret]
    }

    static let isComplete = ConfigurationRule([smtp, SharedConfiguration.sender, internalSecret, trustFile]) { configuration in
        guard configuration[smtp] != nil else { return [] }
        let missing =
            (configuration[SharedConfiguration.sender] == nil ? [SharedConfiguration.sender.name] : [])
            + (configuration[internalSecret] == nil ? [internalSecret.name] : [])
        return missing.map { "\($0) must be set, as SMTP_URL is" }
            + TLSFiles(authority: configuration[trustFile]).problems(named: (trustFile.name, "", ""))
    }

    /// Of a configuration that is complete.
    static func settings(from configuration: Configuration) -> EmailSettings? {
        guard var smtp = configuration[smtp], let sender = configuration[SharedConfiguration.sender],
            let secret = configuration[internalSecret]
        else { return nil }
        smtp.trustFile = configuration[trustFile]
        return EmailSettings(
            smtp: smtp, sender: sender,
            style: EmailText.Style(
                organizer: SharedConfiguration.organizer(from: configuration), includesReasons: configuration[includesReason],
                site: configuration[SharedConfiguration.frontends].first?.description),
            authService: configuration[SharedConfiguration.authService], internalSecret: secret)
    }
}
