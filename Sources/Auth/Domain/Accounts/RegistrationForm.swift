/// A registration as it was sent, not checked yet; a member that was absent or null is nil.
package struct RegistrationForm: Sendable {
    package var email: String?
    package var password: String?
    package var firstName: String?
    package var lastName: String?
    package var role: String?
    package var phone: String?
    package var specialization: String?
    package var language: String?

    package init(
        email: String? = nil, password: String? = nil, firstName: String? = nil, lastName: String? = nil, role: String? = nil,
        phone: String? = nil, specialization: String? = nil, language: String? = nil
    ) {
        self.email = email
        self.password = password
        self.firstName = firstName
        self.lastName = lastName
        self.role = role
        self.phone = phone
        self.specialization = specialization
        self.language = language
    }
}
