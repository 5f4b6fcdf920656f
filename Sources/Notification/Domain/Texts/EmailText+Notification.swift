package import Contracts

extension EmailText {
    /// The clinic's choices for its mails.
    package struct Style: Sendable {
        /// Who publishes the calendar files in them.
        package var organizer: CalendarOrganizer
        /// Whether what somebody gave as a reason, for a visit, a refusal or a cancellation, may be sent by mail.
        package var includesReasons: Bool
        /// Where to sign in; nil leaves the line out.
        package var site: String?

        package init(organizer: CalendarOrganizer, includesReasons: Bool = false, site: String? = nil) {
            self.organizer = organizer
            self.includesReasons = includesReasons
            self.site = site
        }
    }

    /// The same news as the notification `draft`, for the same person; without how long it is until then, since nobody knows when a mail is
    /// read. `now`: when it is written.
    package static func make(_ event: AppointmentEvent, for draft: NotificationDraft, _ style: Style, at now: Instant) -> EmailText
    {
        var timeless = event
        timeless.leadMinutes = nil
        let words = Words(in: draft.language)
        let drafts = NotificationText.all(timeless, in: [draft.recipient: draft.language], quotingReasons: style.includesReasons)
        let message = drafts.first { $0.role == draft.role }?.message ?? draft.title
        let name = draft.role == .doctor ? words.doctor(event.doctorName) : words.person(event.patientName)
        var paragraphs = [words.say(.greeting, ["name": .own(name)]), message]
        if style.includesReasons, let reason = event.reason, !reason.isEmpty {
            paragraphs.append(words.say(.visitReason, ["reason": .theirs(reason)]))
        }
        // An isolate around the address would become part of the link in some programs; it stands at the end.
        if let site = style.site { paragraphs.append(words.say(.site, ["site": .own(site)])) }
        return EmailText(
            subject: draft.title, body: paragraphs.joined(separator: "\n\n") + "\n",
            calendar: CalendarInvitation.make(event, for: draft.role, in: words, by: style.organizer, at: now),
            language: draft.language)
    }
}
