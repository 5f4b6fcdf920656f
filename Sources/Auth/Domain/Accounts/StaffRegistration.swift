/// How somebody becomes a doctor here.
package enum StaffRegistration: String, Sendable, CaseIterable {
    /// By registering.
    case open
    /// By registering; an admin approves before they are shown to anybody.
    case approval
    /// Only by an admin's invitation.
    case invited
}
