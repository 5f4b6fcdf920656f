/// The state of an account whose owner registered as a doctor and needs an admin's approval.
package enum Approval: String, Sendable, CaseIterable {
    case waiting = "WAITING"
    /// The owner may sign in and read why; an admin may still approve.
    case refused = "REFUSED"
}
