/// What can be done, as the entries of a service call it: area and act, and the FHIR type of what it is done to.
package struct AuditEvent: Hashable, Sendable {
    /// A log goes on in a new tree, of which this is the first leaf.
    package static let restart = AuditEvent("audit.restart", .execute)

    /// Somebody has read this log.
    package static let readLog = AuditEvent("audit.read", .execute)

    /// `appointment.read`; in ASCII, without quotes.
    package let name: String
    package let action: AuditEntry.Action
    /// Nil: nothing in particular.
    package let objectType: String?

    package init(_ name: String, _ action: AuditEntry.Action, of objectType: String? = nil) {
        (self.name, self.action, self.objectType) = (name, action, objectType)
    }
}
