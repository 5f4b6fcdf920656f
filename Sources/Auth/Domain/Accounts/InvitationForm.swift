package import Contracts

/// An invitation as an admin has sent it, with all rules kept.
package struct InvitationForm: Sendable {
    package let email: EmailAddress
    package let role: Role
    package let firstName: PersonName
    package let lastName: PersonName
    /// Only for a doctor.
    package let specialization: Specialization?
    /// The language of the mail; they choose their own later.
    package let language: Language?

    package enum Decision: Sendable {
        case accepted(InvitationForm)
        /// Everything that is wrong, in the order of the fields. 422.
        case invalid([FieldViolation])
    }

    /// `form`: without a password. An optional member that is blank counts as absent.
    package static func decide(_ form: RegistrationForm) -> Decision {
        var reader = FormReader()
        let email = reader.required(form.email, at: "/email", EmailAddress.rule, EmailAddress.init)
        let role = reader.required(form.role, at: "/role", "must be DOCTOR, DESK or ADMIN") {
            Role(rawValue: $0).flatMap { $0 == .patient ? nil : $0 }
        }
        let firstName = reader.required(form.firstName, at: "/firstName", PersonName.rule, PersonName.init)
        let lastName = reader.required(form.lastName, at: "/lastName", PersonName.rule, PersonName.init)
        let specialization = reader.optional(
            form.specialization, at: "/specialization", Specialization.rule, Specialization.init)
        let language = reader.optional(form.language, at: "/language", Registration.languages, Language.init(rawValue:))
        if let role, role != .doctor, specialization != nil { reader.refuse("/specialization", "is only for doctors") }
        guard reader.violations.isEmpty, let email, let role, let firstName, let lastName else {
            return .invalid(reader.violations)
        }
        return .accepted(
            InvitationForm(
                email: email, role: role, firstName: firstName, lastName: lastName, specialization: specialization,
                language: language))
    }
}
