package import Contracts

/// A new account that keeps all rules; whether its email is free is not checked yet.
package struct Registration: Sendable, Equatable {
    package let email: EmailAddress
    package let password: Password
    package let firstName: PersonName
    package let lastName: PersonName
    package let role: Role
    package let phone: PhoneNumber?
    /// Only for a doctor.
    package let specialization: Specialization?
    package let language: Language?

    package enum Decision: Sendable, Equatable {
        case accepted(Registration)
        /// Everything that is wrong with the form, in the order of its fields. 422.
        case invalid([FieldViolation])
        /// Admins are made by admins. 403, even when other fields are wrong.
        case adminRefused
        /// The desk comes by an admin's invitation, and so do doctors where the setting says so. 403 as well.
        case staffRefused
    }

    /// Reads the form. An optional member that is blank counts as absent: browsers send empty fields. `site`: the clinic's name.
    package static func decide(
        _ form: RegistrationForm, policy: PasswordPolicy = .basic, site: String? = nil, staff: StaffRegistration = .open
    ) -> Decision {
        switch form.role.flatMap(Role.init(rawValue:)) {
        case .admin: return .adminRefused
        case .desk: return .staffRefused
        case .doctor where staff == .invited: return .staffRefused
        default: break
        }
        return read(form, policy, site) { $0.required(form.role, at: "/role", "must be PATIENT or DOCTOR", Role.init(rawValue:)) }
    }

    /// For an account whose role somebody else has decided; the form's role is not read.
    package static func decide(_ form: RegistrationForm, as role: Role, policy: PasswordPolicy, site: String) -> Decision {
        read(form, policy, site) { _ in role }
    }

    private static func read(
        _ form: RegistrationForm, _ policy: PasswordPolicy, _ site: String?, role: (inout FormReader) -> Role?
    ) -> Decision {
        var reader = FormReader()
        let email = reader.required(form.email, at: "/email", EmailAddress.rule, EmailAddress.init)
        let password = policy.read(
            form.password, at: "/password", with: &reader,
            context: [site, form.email, form.firstName, form.lastName].compactMap(\.self))
        let firstName = reader.required(form.firstName, at: "/firstName", PersonName.rule, PersonName.init)
        let lastName = reader.required(form.lastName, at: "/lastName", PersonName.rule, PersonName.init)
        let role = role(&reader)
        let phone = reader.optional(form.phone, at: "/phone", PhoneNumber.rule, PhoneNumber.init)
        let specialization = reader.optional(
            form.specialization, at: "/specialization", Specialization.rule, Specialization.init)
        let language = reader.optional(form.language, at: "/language", Self.languages, Language.init(rawValue:))
        if let role, role != .doctor, specialization != nil {
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

    static let languages = "must be one of \(Language.allCases.map(\.rawValue).joined(separator: ", "))"
}
