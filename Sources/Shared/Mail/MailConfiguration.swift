package import Curl
import Hosting
import OpenSSL
package import ServiceRuntime

/// The settings of services that send e-mails. Without SMTP_URL none are sent and the others are ignored.
package enum MailConfiguration {
    package static let smtp = ConfigurationKey<SMTPConfiguration>(
        "SMTP_URL", default: nil, type: "smtp or smtps URL", isSecret: true,
        help: "Mail server: smtp://user:password@host:587?starttls=always, or smtps://host. Unset: no e-mails.",
        show: \.description
    ) { text in
        SMTPConfiguration(text).map { .value($0) } ?? .invalid("must be a URL like smtp://mail.clinic.example:587")
    }.optional
    package static let trustFile = ConfigurationKey<String>(
        file: "SMTP_CA_FILE", help: "Certificates by which the mail server is trusted, instead of the system's; PEM."
    ).optional

    package static var keys: [any AnyConfigurationKey] { [smtp, trustFile, SharedConfiguration.sender] }

    package static let isComplete = ConfigurationRule([smtp, SharedConfiguration.sender, trustFile]) { configuration in
        guard configuration[smtp] != nil else { return [] }
        let missing = configuration[SharedConfiguration.sender] == nil ? [SharedConfiguration.sender.name] : []
        return missing.map { "\($0) must be set, as SMTP_URL is" }
            + TLSFiles(authority: configuration[trustFile]).problems(named: (trustFile.name, "", ""))
    }

    /// The settings; nil when no e-mails are sent.
    package static func settings(from configuration: Configuration) -> MailSettings? {
        guard var smtp = configuration[smtp], let sender = configuration[SharedConfiguration.sender] else { return nil }
        smtp.trustFile = configuration[trustFile]
        return MailSettings(smtp: smtp, sender: sender)
    }
}
