import Contracts
import CoreHTTP
import HTTPWire

extension Clinic {
    static let patientsPath = "/api/appointments/patients"

    func register(
        _ first: String, _ last: String, by person: Person, _ more: String = "", query: String? = nil, fields: HTTPFields = [:],
        through other: Router? = nil
    ) async -> Answer {
        await send(
            .post, Self.patientsPath, query: query, token: person.token,
            body: #"{"firstName":"\#(first)","lastName":"\#(last)"\#(more.isEmpty ? "" : ",")\#(more)}"#, fields: fields,
            through: other)
    }

    func record(_ id: String, by person: Person) async -> Answer {
        await send(.get, "\(Self.patientsPath)/\(id)", token: person.token)
    }

    func changeRecord(_ id: String, by person: Person, _ body: String, fields: HTTPFields = [:]) async -> Answer {
        await send(.patch, "\(Self.patientsPath)/\(id)", token: person.token, body: body, fields: fields)
    }

    func find(_ query: String?, by person: Person) async -> Answer {
        await send(.get, Self.patientsPath, query: query, token: person.token)
    }
}

extension Answer {
    /// The ids in a list of patients, or of those alike.
    var patientIDs: [String] { self["patients"]?.elements?.compactMap { $0["id"]?.text } ?? [] }
    var patientNames: [String] { self["patients"]?.elements?.compactMap { $0["name"]?.text } ?? [] }
}
