import Contracts
import CoreHTTP
import HTTPWire

extension Clinic {
    func schedule(_ person: Person, of doctor: UserID? = nil, through other: Router? = nil) async -> Answer {
        await send(
            .get, "/api/appointments/schedule", query: doctor.map { "doctorId=\($0)" }, token: person.token, through: other)
    }

    func set(_ schedule: String, by person: Person, of doctor: UserID? = nil) async -> Answer {
        await send(
            .put, "/api/appointments/schedule", query: doctor.map { "doctorId=\($0)" }, token: person.token, body: schedule)
    }

    func away(
        _ from: String, _ to: String, by person: Person, of doctor: UserID? = nil, reason: String? = nil, fields: HTTPFields = [:]
    ) async -> Answer {
        let reason = reason.map { #","reason":"\#($0)""# } ?? ""
        return await send(
            .post, "/api/appointments/time-off", query: doctor.map { "doctorId=\($0)" }, token: person.token,
            body: #"{"from":"\#(from)","to":"\#(to)"\#(reason)}"#, fields: fields)
    }

    func back(_ id: String, by person: Person, of doctor: UserID? = nil) async -> Answer {
        await send(
            .delete, "/api/appointments/time-off/\(id)", query: doctor.map { "doctorId=\($0)" }, token: person.token)
    }

    func availability(_ query: String, by person: Person, through other: Router? = nil) async -> Answer {
        await send(.get, "/api/appointments/availability", query: query, token: person.token, through: other)
    }

    /// The times offered on one date.
    func times(_ doctor: UserID, on date: String, by person: Person, through other: Router? = nil) async -> [String] {
        let answer = await availability("doctorId=\(doctor)&date=\(date)&days=1", by: person, through: other)
        return answer["days"]?.elements?.first?["slots"]?.elements?.compactMap { $0["time"]?.text } ?? []
    }
}
