import Contracts
import CoreHTTP
import HTTPWire

@testable import AppointmentService

extension Clinic {
    func doctors(of desk: UserID, by person: Person, through other: Router? = nil) async -> Answer {
        await send(.get, "/api/appointments/desks/\(desk)/doctors", token: person.token, through: other)
    }

    func assign(_ doctors: [UserID], to desk: UserID, by person: Person, fields: HTTPFields = [:], through other: Router? = nil)
        async
        -> Answer
    {
        let ids = doctors.map { "\"\($0)\"" }.joined(separator: ",")
        return await send(
            .put, "/api/appointments/desks/\(desk)/doctors", token: person.token, body: #"{"doctorIds":[\#(ids)]}"#, fields: fields,
            through: other)
    }

    /// What a list of everybody's, or of a desk's book, has.
    func book(of person: Person, _ query: String? = nil, through other: Router? = nil) async -> Answer {
        await send(.get, "/api/appointments", query: query, token: person.token, through: other)
    }
}

extension Answer {
    var doctorIDs: [String] { self["doctorIds"]?.elements?.compactMap(\.text) ?? [] }
}
