/// Who may come to a route: each role of a person, somebody without credentials, and another service.
package enum Caller: String, Sendable, CaseIterable {
    case anonymous
    case patient = "PATIENT"
    case doctor = "DOCTOR"
    case desk = "DESK"
    case admin = "ADMIN"
    /// With a token of the audience `internal`.
    case service

    package static let persons: Set<Caller> = [.patient, .doctor, .desk, .admin]
}
