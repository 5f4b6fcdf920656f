package import Contracts

/// An account as its owner, an admin or a colleague may see it; the password's hash is no part of it.
package struct User: Sendable, Equatable {
    package let id: UserID
    /// In lower case.
    package var email: String
    package var firstName: String
    package var lastName: String
    package var role: Role
    package var phone: String?
    package var specialization: String?
    /// The language they want to be written to in. Nil: not chosen.
    package var language: Language?
    package var emailVerified: Bool
    /// False for who comes through a provider or by a passkey and has never set one.
    package var hasPassword: Bool
    /// It has an authenticator app or a passkey.
    package var hasSecondFactor: Bool
    /// Nil: it needs no approval, or has it.
    package var approval: Approval?
    /// The reason for a refusal, as the owner reads it.
    package var approvalReason: String?
    /// False for an account that may not sign in; its sessions are dead.
    package var active: Bool
    /// Grows with every change.
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant
    /// Since when it has had this role, this owner, and been switched on or off; tokens from before are void. Nil: since it was
    /// made.
    package var standingSince: Instant?

    package init(
        id: UserID, email: String, firstName: String, lastName: String, role: Role, phone: String? = nil,
        specialization: String? = nil, language: Language? = nil, emailVerified: Bool = false, hasPassword: Bool = true,
        hasSecondFactor: Bool = false, approval: Approval? = nil, approvalReason: String? = nil, active: Bool = true,
        version: Int64 = 1, createdAt: Instant, updatedAt: Instant, standingSince: Instant? = nil
    ) {
        self.id = id
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.role = role
        self.phone = phone
        self.specialization = specialization
        self.language = language
        self.emailVerified = emailVerified
        self.hasPassword = hasPassword
        self.hasSecondFactor = hasSecondFactor
        self.approval = approval
        self.approvalReason = approvalReason
        self.active = active
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.standingSince = standingSince
    }

    /// A newly registered user.
    package init(id: UserID, _ registration: Registration, at now: Instant) {
        self.init(
            id: id, email: registration.email.description, firstName: registration.firstName.description,
            lastName: registration.lastName.description, role: registration.role, phone: registration.phone?.description,
            specialization: registration.specialization?.description, language: registration.language, createdAt: now,
            updatedAt: now)
    }

    /// Whether others have to do with it: it is switched on, and needs no approval any more.
    package var takesPart: Bool { active && approval == nil }

    /// First and last name, as tokens, events and messages spell it; at most 201 characters.
    package var name: String { "\(firstName) \(lastName)" }
}
