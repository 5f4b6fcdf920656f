package import Contracts

/// Who must have a second factor to sign in.
package enum FactorRequirement: String, Sendable, CaseIterable {
    case none
    /// Everybody but patients.
    case staff
    case all

    package func applies(to role: Role) -> Bool {
        switch self {
        case .none: false
        case .staff: role != .patient
        case .all: true
        }
    }
}
