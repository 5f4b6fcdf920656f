import AppointmentDomain
import Contracts
import Hosting
import Postgres

/// A patient's record as the database returned it.
struct PatientRecord: Sendable {
    let row: RowOf<Column>
    /// In their order.
    let identifiers: [PatientIdentifier]

    enum Column: String, ColumnList {
        case id
        case userID = "user_id"
        case firstName = "first_name"
        case lastName = "last_name"
        case birthDate = "birth_date"
        case sex, phone, email, language, street, city
        case postalCode = "postal_code"
        case country, version
        case mergedInto = "merged_into"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Of the record `p`.
    enum IdentifierColumn: String, ColumnList {
        case systems =
            "ARRAY(SELECT i.system FROM patient_identifiers i WHERE i.patient_id = p.id ORDER BY i.system, i.value)::text[]"
        case values =
            "ARRAY(SELECT i.value FROM patient_identifiers i WHERE i.patient_id = p.id ORDER BY i.system, i.value)::text[]"
    }

    /// The select list of a statement about records `p`.
    static let columns = "\(Column.list(of: "p")), \(IdentifierColumn.list)"

    var id: UserID { get throws(PostgresError) { try row.id(.id) } }
    var version: Int64 { get throws(PostgresError) { Int64(try row.int(.version)) } }
    var hasAccount: Bool { !row.isNull(.userID) }

    /// `row`: of `columns`.
    init(_ row: RowOf<Column>) throws(PostgresError) {
        let more: RowOf<IdentifierColumn> = row.next()
        let (systems, values) = (try more.textArray(.systems), try more.textArray(.values))
        let identifiers = zip(systems, values).compactMap { system, value in
            system.flatMap { system in value.flatMap { PatientIdentifier(system: system, value: $0) } }
        }
        self.init(row: row, identifiers: identifiers)
    }

    init(row: RowOf<Column>, identifiers: [PatientIdentifier]) { (self.row, self.identifiers) = (row, identifiers) }

    var details: PatientDetails {
        get throws(PostgresError) {
            PatientDetails(
                firstName: try row.text(.firstName), lastName: try row.text(.lastName),
                birthDate: row.isNull(.birthDate) ? nil : try row.calendarDate(.birthDate),
                sex: try row.wordOrNil(.sex, "a sex", PatientSex.init(rawValue:)),
                phone: try row.wordOrNil(.phone, "a telephone number", PhoneNumber.init(_:)),
                email: try row.wordOrNil(.email, "an email address", MailAddress.init(_:)),
                language: try row.textOrNil(.language).flatMap(Language.init(rawValue:)), street: try row.textOrNil(.street),
                city: try row.textOrNil(.city), postalCode: try row.textOrNil(.postalCode),
                country: try row.wordOrNil(.country, "a country", CountryCode.init(_:)), identifiers: identifiers)
        }
    }
}

extension PatientDetails {
    /// The parameters of a statement that writes them, from first name to values of identifiers.
    var values: [PostgresValue] {
        [
            .text(firstName), .text(lastName), birthDate.map { .date(Int32($0.daysSinceEpoch)) } ?? .null, .text(sex?.rawValue),
            .text(phone?.description), .text(email?.description), .text(language?.rawValue), .text(street), .text(city),
            .text(postalCode),
            .text(country?.description), .textArray(identifiers.map(\.system)), .textArray(identifiers.map(\.value)),
        ]
    }
}
