package import Contracts

/// What whoever accepts an invitation with a passkey says of themselves, with all the rules kept; the rest is the invitation's.
package struct InvitedPerson: Sendable, Equatable {
    package let firstName: PersonName
    package let lastName: PersonName
    package let phone: PhoneNumber?
    package let language: Language?
    package let passkeyName: PasskeyName

    package enum Decision: Sendable, Equatable {
        case accepted(InvitedPerson)
        /// Everything that is wrong, in the order of the fields. 422.
        case invalid([FieldViolation])
    }

    /// `form`: without a password. An optional member that is blank counts as absent: browsers send empty fields.
    package static func decide(_ form: RegistrationForm, passkeyName: String?) -> Decision {
        var reader = FormReader()
        let firstName = reader.required(form.firstName, at: "/firstName", PersonName.rule, PersonName.init)
        let lastName = reader.required(form.lastName, at: "/lastName", PersonName.rule, PersonName.init)
        let phone = reader.optional(form.phone, at: "/phone", PhoneNumber.rule, PhoneNumber.init)
        let language = reader.optional(form.language, at: "/language", Registration.languages, Language.init(rawValue:))
        let passkeyName = reader.required(passkeyName, at: "/passkeyName", PasskeyName.rule, PasskeyName.init)
        guard reader.violations.isEmpty, let firstName, let lastName, let passkeyName else { return .invalid(reader.violations) }
        return .accepted(
            InvitedPerson(firstName: firstName, lastName: lastName, phone: phone, language: language, passkeyName: passkeyName))
    }
}

extension User {
    /// Whoever has accepted `invitation` with a passkey.
    package init(id: UserID, _ person: InvitedPerson, by invitation: Invitation, at now: Instant) {
        self.init(
            id: id, email: invitation.email, firstName: person.firstName.description, lastName: person.lastName.description,
            role: invitation.role, phone: person.phone?.description, specialization: invitation.specialization,
            language: person.language, emailVerified: invitation.delivery == .email, hasPassword: false,
            hasSecondFactor: true, createdAt: now, updatedAt: now)
    }
}
