import AuthDomain
import Contracts

/// What the owner changes in an account; nil keeps, and `.some(nil)` clears a value that may be absent.
struct ProfileChange: Sendable {
    var firstName: PersonName?
    var lastName: PersonName?
    var phone: PhoneNumber??
    var specialization: Specialization??
    var language: Language??

    var isEmpty: Bool { !concernsOthers && phone == nil && specialization == nil }
    /// Whether other services keep copies of what it changes.
    var concernsOthers: Bool { firstName != nil || lastName != nil || language != nil }
}
