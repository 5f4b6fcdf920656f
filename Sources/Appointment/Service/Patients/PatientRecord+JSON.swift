import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

extension PatientRecord {
    /// `{id, hasAccount, name, firstName, lastName, birthDate, sex, phone, email, language, street, city, postalCode, country, identifiers,
    /// mergedInto, version, createdAt, updatedAt}`
    func write(to json: inout JSONWriter) throws(PostgresError) {
        json.beginObject()
        json.field("id", try id)
        json.field("hasAccount", hasAccount)
        json.field("name", try name)
        try row.write("firstName", .firstName, to: &json)
        try row.write("lastName", .lastName, to: &json)
        json.field("birthDate", try birthDate)
        try row.write("sex", .sex, to: &json)
        try row.write("phone", .phone, to: &json)
        try row.write("email", .email, to: &json)
        try row.write("language", .language, to: &json)
        try row.write("street", .street, to: &json)
        try row.write("city", .city, to: &json)
        try row.write("postalCode", .postalCode, to: &json)
        try row.write("country", .country, to: &json)
        json.key("identifiers")
        json.beginArray()
        for identifier in identifiers {
            json.beginObject()
            json.field("system", identifier.system)
            json.field("value", identifier.value)
            json.endObject()
        }
        json.endArray()
        json.field("mergedInto", try row.idOrNil(.mergedInto) as UserID?)
        json.field("version", try version)
        json.field("createdAt", try row.instant(.createdAt))
        json.field("updatedAt", try row.instant(.updatedAt))
        json.endObject()
    }

    /// First and last name.
    var name: String {
        get throws(PostgresError) {
            let (first, last) = (try row.text(.firstName), try row.text(.lastName))
            return first.isEmpty ? last : "\(first) \(last)"
        }
    }

    private var birthDate: String? {
        get throws(PostgresError) { row.isNull(.birthDate) ? nil : try row.calendarDate(.birthDate).description }
    }

    /// As a problem names somebody alike.
    var summary: [(name: String, value: String)] {
        get throws(PostgresError) {
            let all: [(String, String?)] = [
                ("id", try id.description), ("name", try name), ("birthDate", try birthDate), ("phone", try row.textOrNil(.phone)),
                ("email", try row.textOrNil(.email)),
            ]
            return all.compactMap { name, value in value.map { (name: name, value: $0) } }
        }
    }
}

extension Response {
    /// One record, with its version as the entity tag.
    static func patient(_ patient: PatientRecord, status: HTTPStatus = .ok) throws(PostgresError) -> Response {
        var json = JSONWriter()
        try patient.write(to: &json)
        var response = Response.json(status, bytes: json.finish())
        response.fields.append("ETag", VersionTag.text(try patient.version))
        return response
    }
}
