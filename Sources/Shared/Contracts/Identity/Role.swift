/// What a signed-in person is, and thereby what the person may do.
package enum Role: String, Sendable, CaseIterable {
    case patient = "PATIENT"
    case doctor = "DOCTOR"
    case admin = "ADMIN"
}
