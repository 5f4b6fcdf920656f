import AuthDomain
import Contracts

/// What the owner changes of an account; nil keeps, and of what may be absent `.some(nil)` clears.
struct ProfileChange: Sendable {
    var firstName: PersonName?
    var lastName: PersonName?
    var phone: PhoneNumber??
    var specialization: Specialization??
    var language: Language??

    var isEmpty: Bool { !concernsOthers && phone == nil && specialization == nil }
    /// Whether other services keep what it changes.
    var concernsOthers: Bool { firstName != nil || lastName != nil || language != nil }
}
