package import Curl

/// How e-mails are sent.
package struct MailSettings: Sendable {
    package var smtp: SMTPConfiguration
    /// The address in From and in the envelope.
    package var sender: String
    package var pace = Pace()

    package init(smtp: SMTPConfiguration, sender: String) {
        self.smtp = smtp
        self.sender = sender
    }

    package struct Pace: Sendable {
        package var firstPause = Duration.seconds(30)
        package var longestPause = Duration.seconds(3_600)
        /// An older mail is not sent any more.
        package var giveUpAfterSeconds: Int64 = 86_400
        /// Longer than an attempt can take.
        package var lease = Duration.seconds(300)
        /// How often the queue is looked at without a sign that something is due.
        package var interval = Duration.seconds(5)
    }
}
