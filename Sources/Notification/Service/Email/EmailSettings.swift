import Contracts
import Mail
import NotificationDomain
import ServiceRuntime

/// How e-mails are written and sent.
struct EmailSettings: Sendable {
    var mail: MailSettings
    var style: EmailText.Style
    /// Where auth answers, who knows the addresses.
    var authService: WebOrigin
    var internalSecret: Secret
}
