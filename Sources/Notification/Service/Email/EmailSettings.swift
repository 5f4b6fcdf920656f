import NotificationDomain
import ServiceRuntime
import Curl

/// How e-mails are sent.
struct EmailSettings: Sendable {
    var smtp: SMTPConfiguration
    /// The address in From and in the envelope.
    var sender: String
    var style: EmailText.Style
    /// Where auth answers, who knows the addresses.
    var authService: WebOrigin
    var internalSecret: Secret
    var pace = Mailer.Pace()
}
