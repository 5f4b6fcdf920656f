/// Who publishes the clinic's calendars (RFC 5545 section 3.8.4.3): the same in the feed and in mails, since programs take a change from
/// nobody else.
package struct CalendarOrganizer: Sendable, Equatable {
    private let address: String

    /// `address`: the one that mails come from.
    package init(address: String) { self.address = address }

    /// For a clinic without such an address: one of the host that its pages come from.
    package init(host: String) { address = "noreply@\(host)" }

    var line: String { "ORGANIZER;CN=Clinic:mailto:\(address)" }
}
