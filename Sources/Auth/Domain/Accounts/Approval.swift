/// Where the account of somebody stands who registered as a doctor where an admin approves those.
package enum Approval: String, Sendable, CaseIterable {
    case waiting = "WAITING"
    /// The owner may sign in and read why; an admin may still approve.
    case refused = "REFUSED"
}
