package import Contracts

/// A new account that keeps all the rules; whether its email is free is not checked yet.
package struct Registration: Sendable, Equatable {
    package let email: EmailAddress
    package let password: Password
    package let firstName: PersonName
    package let lastName: PersonName
    /// PATIENT or DOCTOR.
    package let role: Role
    package let phone: PhoneNumber?
    /// Only a doctor's.
    package let specialization: Specialization?
    package let language: Language?

    package enum Decision: Sendable, Equatable {
        case accepted(Registration)
        /// Everything that is wrong with the form, in the order of its fields. 422.
        case invalid([FieldViolation])
        /// Admins are made by admins. 403, even when other fields are wrong.
        case adminRefused
    }

    /// Reads the form. An optional member that is blank counts as absent: browsers send empty fields. `site`: the clinic's name.
    package static func decide(_ form: RegistrationForm, policy: PasswordPolicy = .basic, site: String? = nil) -> Decision {
        if form.role == Role.admin.rawValue { return .adminRefused }
        var reader = FormReader()
        let email = reader.required(form.email, at: "/email", EmailAddress.rule, EmailAddress.init)
        let password = policy.read(
            form.password, at: "/password", with: &reader,
            context: [site, form.email, form.firstName, form.lastName].compactMap(\.self))
        let firstName = reader.required(form.firstName, at: "/firstName", PersonName.rule, PersonName.init)
        let lastName = reader.required(form.lastName, at: "/lastName", PersonName.rule, PersonName.init)
        let role = reader.required(form.role, at: "/role", "must be PATIENT or DOCTOR", Role.init(rawValue:))
        let phone = reader.optional(form.phone, at: "/phone", PhoneNumber.rule, PhoneNumber.init)
        let specialization = reader.optional(
            form.specialization, at: "/specialization", Specialization.rule, Specialization.init)
        let language = reader.optional(form.language, at: "/language", Self.languages, Language.init(rawValue:))
        if role == .patient, specialization != nil {
            reader.refuse("/specialization", "is only for doctors")
        }
        guard reader.violations.isEmpty, let email, let password, let firstName, let lastName, let role else {
            return .invalid(reader.violations)
        }
        return .accepted(
            Registration(
                email: email, password: password, firstName: firstName, lastName: lastName, role: role, phone: phone,
                specialization: specialization, language: language))
    }

    private static let languages = "must be one of \(Language.allCases.map(\.rawValue).joined(separator: ", "))"
}
