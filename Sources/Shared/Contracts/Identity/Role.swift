/// What a signed-in person is, which decides what they may do.
package enum Role: String, Sendable, CaseIterable {
    case patient = "PATIENT"
    case doctor = "DOCTOR"
    /// The front desk.
    case desk = "DESK"
    case admin = "ADMIN"
}
