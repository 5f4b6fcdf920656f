/// An e-mail that has been worded and not yet addressed.
package struct EmailText: Sendable, Equatable {
    /// At most 255 characters.
    package let subject: String
    /// Plain text, lines ended by `\n`. A line that is nothing but a web address is a link where the mail is shown as HTML.
    package let body: String
    /// An iCalendar object, for mails about something that belongs in a calendar.
    package let calendar: String?
    package let language: Language

    package init(subject: String, body: String, calendar: String? = nil, language: Language = .standard) {
        self.subject = subject
        self.body = body
        self.calendar = calendar
        self.language = language
    }
}
