package import Contracts

/// What a patient's record says of its patient.
package struct PatientDetails: Sendable, Equatable {
    package var firstName: String
    package var lastName: String
    package var birthDate: CalendarDate?
    package var sex: PatientSex?
    package var phone: PhoneNumber?
    package var email: MailAddress?
    /// Nil: not known.
    package var language: Language?
    package var street: String?
    package var city: String?
    package var postalCode: String?
    package var country: CountryCode?
    /// In their order, each once.
    package var identifiers: [PatientIdentifier]

    package init(
        firstName: String, lastName: String, birthDate: CalendarDate? = nil, sex: PatientSex? = nil, phone: PhoneNumber? = nil,
        email: MailAddress? = nil, language: Language? = nil, street: String? = nil, city: String? = nil, postalCode: String? = nil,
        country: CountryCode? = nil, identifiers: [PatientIdentifier] = []
    ) {
        (self.firstName, self.lastName, self.birthDate, self.sex) = (firstName, lastName, birthDate, sex)
        (self.phone, self.email, self.language) = (phone, email, language)
        (self.street, self.city, self.postalCode, self.country) = (street, city, postalCode, country)
        self.identifiers = Set(identifiers).sorted()
    }

    /// Whom nobody born before could be now.
    package static let earliestBirth = CalendarDate(year: 1880, month: 1, day: 1) ?? .earliest
}

/// FHIR's administrative gender.
package enum PatientSex: String, Sendable, CaseIterable {
    case female = "FEMALE"
    case male = "MALE"
    case other = "OTHER"
    case unknown = "UNKNOWN"
}

/// ISO 3166-1 alpha-2.
package struct CountryCode: Hashable, Sendable, CustomStringConvertible {
    /// To follow "must be".
    package static let expected = "a country's code of two capital letters, like DE"

    package let description: String

    package init?(_ text: String) {
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        description = text
    }
}
