import Hosting
import NotificationDomain
import ServiceRuntime
import Curl

/// The settings of e-mails; without SMTP_URL none are sent and the others do not count.
enum EmailConfiguration {
    /// E-mails are to be sent, and this is missing.
    struct Incomplete: Error, CustomStringConvertible {
        let name: String
        var description: String { "with SMTP_URL, \(name) must be set" }
    }

    static let smtp = ConfigurationKey<SMTPConfiguration>(
        "SMTP_URL", default: nil, type: "smtp or smtps URL", isSecret: true,
        help: "Mail server: smtp://user:password@host:587?starttls=always, or smtps://host. Unset: no e-mails.",
        show: \.description
    ) { text in
        SMTPConfiguration(text).map { .value($0) } ?? .invalid("must be a URL like smtp://mail.clinic.example:587")
    }.optional
    static let trustFile = ConfigurationKey<String>(
        "SMTP_CA_FILE", default: nil, help: "Certificates by which the mail server is trusted, instead of the system's; PEM."
    ).optional
    static let sender = ConfigurationKey<String>("EMAIL_FROM", default: nil, help: "Address that e-mails come from.").optional
    static let includesReason = ConfigurationKey<Bool>(
        "EMAIL_INCLUDE_REASON", default: false,
        help: "Whether e-mails carry reasons: for a visit, for a rejection, for a cancellation. They are health data.")
    static let internalSecret = SharedConfiguration.internalSecret.optional

    static var keys: [any AnyConfigurationKey] {
        [smtp, trustFile, sender, includesReason, SharedConfiguration.authService, internalSecret]
    }

    static func settings(from configuration: Configuration) throws(Incomplete) -> EmailSettings? {
        guard var smtp = configuration[smtp] else { return nil }
        smtp.trustFile = configuration[trustFile]
        guard let sender = configuration[sender] else { throw Incomplete(name: "EMAIL_FROM") }
        guard let secret = configuration[internalSecret] else { throw Incomplete(name: "INTERNAL_SECRET") }
        return EmailSettings(
            smtp: smtp, sender: sender,
            style: EmailText.Style(
                includesReasons: configuration[includesReason],
                site: configuration[SharedConfiguration.frontends].first?.description),
            authService: configuration[SharedConfiguration.authService], internalSecret: secret)
    }
}
