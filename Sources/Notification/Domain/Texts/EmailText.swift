package import Contracts

/// An e-mail that has been worded and not yet addressed.
package struct EmailText: Sendable, Equatable {
    /// At most 255 characters.
    package let subject: String
    /// Plain text, lines ended by `\n`.
    package let body: String
    /// An iCalendar object, for what belongs into one's calendar.
    package let calendar: String?

    package init(subject: String, body: String, calendar: String?) {
        self.subject = subject
        self.body = body
        self.calendar = calendar
    }
}

extension EmailText {
    /// How a clinic writes.
    package struct Style: Sendable {
        /// Whether what somebody gave as a reason, for a visit, a refusal or a cancellation, may leave the house by mail.
        package var includesReasons: Bool
        /// Where one signs in; nil leaves the line out.
        package var site: String?

        package init(includesReasons: Bool = false, site: String? = nil) {
            self.includesReasons = includesReasons
            self.site = site
        }
    }

    /// The same news as the notification `draft` tells, to the same person.
    package static func make(_ event: AppointmentEvent, for draft: NotificationDraft, _ style: Style) -> EmailText {
        let quoted =
            style.includesReasons ? draft : NotificationText.make(event, quotingReasons: false).first { $0.role == draft.role }
        var paragraphs = ["Hello \(draft.role == .doctor ? event.doctorName : event.patientName),", quoted?.message ?? draft.title]
        if style.includesReasons, let reason = event.reason, !reason.isEmpty {
            paragraphs.append("Reason for the visit: \(reason)")
        }
        if let site = style.site { paragraphs.append("Sign in to see more, or to choose which e-mails you get: \(site)") }
        return EmailText(
            subject: draft.title, body: paragraphs.joined(separator: "\n\n") + "\n",
            calendar: AppointmentCalendar.make(event, for: draft.role))
    }
}
