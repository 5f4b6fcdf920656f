/// Who did something: a person in a role, or the system itself (an expired request, a sweep).
package enum ActorRole: String, Sendable, CaseIterable {
    case patient = "PATIENT"
    case doctor = "DOCTOR"
    case desk = "DESK"
    case admin = "ADMIN"
    case system = "SYSTEM"

    package init(_ role: Role) {
        switch role {
        case .patient: self = .patient
        case .doctor: self = .doctor
        case .desk: self = .desk
        case .admin: self = .admin
        }
    }
}
