import AppointmentDomain
import Contracts
import CoreHTTP

/// The body of POST /api/appointments/patients.
struct PatientForm: Sendable {
    let details: PatientDetails

    /// `today`: by UTC. Throws 422 with everything that is wrong.
    init(from body: consuming ObjectDecoder, today: CalendarDate) throws(ValidationErrors) {
        let firstName = body.required("firstName", .patientName)
        let lastName = body.required("lastName", .patientName)
        let birthDate = body.optional("birthDate", .birthDate(until: today))
        let sex = body.optional("sex", .choice(PatientSex.self))
        let phone = body.optional("phone", .patientPhone)
        let email = body.optional("email", .mailAddress)
        let language = body.optional("language", .choice(Language.self))
        let street = body.optional("street", .line(200))
        let city = body.optional("city", .line(100))
        let postalCode = body.optional("postalCode", .line(20))
        let country = body.optional("country", .country)
        let identifiers = body.optional("identifiers", .identifiers, default: [])
        body.rejectUnknown()
        let fields = try body.finish()
        details = PatientDetails(
            firstName: fields[firstName], lastName: fields[lastName], birthDate: fields[birthDate], sex: fields[sex],
            phone: fields[phone],
            email: fields[email], language: fields[language], street: fields[street], city: fields[city],
            postalCode: fields[postalCode],
            country: fields[country], identifiers: fields[identifiers])
    }
}

/// The body of PATCH /api/appointments/patients/:id: what is absent stays, null takes away.
struct PatientChangeForm: Sendable {
    private let firstName: FieldChange<String>
    private let lastName: FieldChange<String>
    private let birthDate: FieldChange<CalendarDate>
    private let sex: FieldChange<PatientSex>
    private let phone: FieldChange<PhoneNumber>
    private let email: FieldChange<MailAddress>
    private let language: FieldChange<Language>
    private let street: FieldChange<String>
    private let city: FieldChange<String>
    private let postalCode: FieldChange<String>
    private let country: FieldChange<CountryCode>
    private let identifiers: FieldChange<[PatientIdentifier]>

    /// Throws 422 with everything that is wrong.
    init(from body: consuming ObjectDecoder, today: CalendarDate) throws(ValidationErrors) {
        let firstName = body.change("firstName", .patientName, clearable: false)
        let lastName = body.change("lastName", .patientName, clearable: false)
        let birthDate = body.change("birthDate", .birthDate(until: today))
        let sex = body.change("sex", .choice(PatientSex.self))
        let phone = body.change("phone", .patientPhone)
        let email = body.change("email", .mailAddress)
        let language = body.change("language", .choice(Language.self))
        let street = body.change("street", .line(200))
        let city = body.change("city", .line(100))
        let postalCode = body.change("postalCode", .line(20))
        let country = body.change("country", .country)
        let identifiers = body.change("identifiers", .identifiers, clearable: false)
        body.rejectUnknown()
        let fields = try body.finish()
        (self.firstName, self.lastName) = (fields[firstName], fields[lastName])
        (self.birthDate, self.sex, self.phone, self.email) = (fields[birthDate], fields[sex], fields[phone], fields[email])
        (self.language, self.street, self.city) = (fields[language], fields[street], fields[city])
        (self.postalCode, self.country, self.identifiers) = (fields[postalCode], fields[country], fields[identifiers])
    }

    /// The details afterwards.
    func applied(to details: PatientDetails) -> PatientDetails {
        PatientDetails(
            firstName: firstName.applied(to: details.firstName) ?? details.firstName,
            lastName: lastName.applied(to: details.lastName) ?? details.lastName,
            birthDate: birthDate.applied(to: details.birthDate),
            sex: sex.applied(to: details.sex), phone: phone.applied(to: details.phone), email: email.applied(to: details.email),
            language: language.applied(to: details.language), street: street.applied(to: details.street),
            city: city.applied(to: details.city), postalCode: postalCode.applied(to: details.postalCode),
            country: country.applied(to: details.country), identifiers: identifiers.applied(to: details.identifiers) ?? [])
    }

    /// The members that say something about what follows the account.
    var ofAccount: [String] {
        [("firstName", firstName), ("lastName", lastName)].filter { $0.1 != .keep }.map(\.0)
    }
}

extension FieldRule where Value == String {
    static var patientName: FieldRule { string(0...500).parsed(as: RecordText.expectedName) { RecordText.name($0) } }

    static func line(_ limit: Int) -> FieldRule {
        string(0...1_000).parsed(as: RecordText.expected(limit)) { RecordText.line($0, limit: limit) }
    }
}

extension FieldRule where Value == CalendarDate {
    static func birthDate(until today: CalendarDate) -> FieldRule {
        FieldRule<String>.string(0...40).parsed(as: "a date, YYYY-MM-DD, that has come") { text in
            CalendarDate(text).flatMap { PatientDetails.earliestBirth <= $0 && $0 <= today ? $0 : nil }
        }
    }
}

extension FieldRule where Value == PhoneNumber {
    static var patientPhone: FieldRule { FieldRule<String>.string(0...100).parsed(as: PhoneNumber.expected) { PhoneNumber($0) } }
}

extension FieldRule where Value == MailAddress {
    static var mailAddress: FieldRule { FieldRule<String>.string(0...500).parsed(as: MailAddress.expected) { MailAddress($0) } }
}

extension FieldRule where Value == CountryCode {
    static var country: FieldRule { FieldRule<String>.string(0...40).parsed(as: CountryCode.expected) { CountryCode($0) } }
}

extension FieldRule where Value == [PatientIdentifier] {
    static var identifiers: FieldRule { array(of: .object(PatientIdentifier.init(from:)), count: 0...20) }
}

extension PatientIdentifier {
    /// `{system, value}`
    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let system = body.required(
            "system",
            FieldRule<String>.string(0...1_000).parsed(as: "a line of 1 to \(Self.limit) characters without |") { text in
                PatientIdentifier(system: text, value: "-")?.system
            })
        let value = body.required("value", .line(Self.limit))
        body.rejectUnknown()
        let fields = try body.finish()
        guard let identifier = PatientIdentifier(system: fields[system], value: fields[value]) else {
            preconditionFailure("a system and a value that were accepted make an identifier")
        }
        self = identifier
    }
}
