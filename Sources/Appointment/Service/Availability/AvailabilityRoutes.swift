import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire

/// What can be booked, for whoever is signed in: with one doctor, or with any doctor of a specialization.
struct AvailabilityRoutes {
    let show: ShowAvailability
    let findFirst: FindFirstSlots
    let authenticator: Authenticator

    private static let longestSpecialization = 255

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 404 doctor_not_found · 503 auth_unavailable
        router.on(.get, "/api/appointments/availability") { request in
            _ = try authenticator.principal(of: request)
            let query = try ListQuery(request, known: ["doctorId", "date", "days", "specialization", "from", "limit"])
            return switch (query.text("doctorId"), query.text("specialization")) {
            case (_?, nil): try await ofDoctor(query, request)
            case (nil, _?): try await ofSpecialization(query, request)
            default: throw Problem(.invalidParameter, "Either doctorId or specialization must say whose times are asked for.")
            }
        }
    }

    private func ofDoctor(_ query: ListQuery, _ request: Request) async throws -> Response {
        try refuse(["from", "limit"], in: query, with: "doctorId")
        let range = ShowAvailability.daysRange
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let doctor = try query.value("doctorId", "the id of a doctor", UserID.init(_:)) else {
            preconditionFailure("it is there")
        }
        let date = try query.value("date", "a date like 2026-12-15", CalendarDate.init(_:))
        let days = try query.value("days", expected) { text in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
        }
        let answer = try await show(of: doctor, from: date, days: days ?? ShowAvailability.standardDays, trace: request.trace)
        return .availability(of: doctor, answer)
    }

    private func ofSpecialization(_ query: ListQuery, _ request: Request) async throws -> Response {
        try refuse(["date", "days"], in: query, with: "specialization")
        let expected = "a text of at most \(Self.longestSpecialization) characters without U+0000"
        let specialization = try query.value("specialization", expected) { text in
            text.utf8.contains(0) || text.unicodeScalars.count > Self.longestSpecialization ? nil : text
        }
        let from = try query.value("from", "a date like 2026-12-15", CalendarDate.init(_:))
        let found = try await findFirst(in: specialization ?? "", from: from, limit: query.limit(), trace: request.trace)
        return .firstSlots(found)
    }

    private func refuse(_ names: [String], in query: ListQuery, with other: String) throws(Problem) {
        for name in names where query.text(name) != nil {
            throw Problem(.invalidParameter, "\(name) does not go with \(other).")
        }
    }
}
