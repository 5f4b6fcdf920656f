/// How somebody becomes a doctor here.
package enum StaffRegistration: String, Sendable, CaseIterable {
    /// By registering.
    case open
    /// By registering; nobody is shown them before an admin approves.
    case approval
    /// Only by an admin's invitation.
    case invited
}
