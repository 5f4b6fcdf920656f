import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import OpenSSL
import ServiceRuntime

/// Appointments for calendar programs (RFC 5545): a subscription under a token of its own, and single ones to take along.
struct CalendarRoutes {
    let store: CalendarStore
    let authenticator: Authenticator
    /// Where browsers reach us: `https://clinic.example`.
    let origin: String
    let clock: WallClock

    /// What has been over for longer is left out.
    private static let daysBack = 180

    func register(on router: Router) {
        // 201 · 403
        router.on(.post, "/api/appointments/calendar-token") { request in
            let person = try authenticator.principal(of: request)
            let token = Base64URL.encode(RandomBytes.generate(32))
            try await store.setToken(SHA256.hash(Array(token.utf8)), of: Participant(person), at: clock.instant)
            return .json(.created) { json in
                json.beginObject()
                json.field("token", token)
                json.field("url", "\(origin)/api/appointments/calendar.ics?token=\(token)")
                json.endObject()
            }
        }
        // 204 · 403
        router.on(.delete, "/api/appointments/calendar-token") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.patient, .doctor)
            try await store.removeToken(of: person.userID)
            return Response(.noContent)
        }
        // 200 · 400 invalid_parameter · 404
        router.on(.get, "/api/appointments/calendar.ics") { request in
            guard let token = try ListQuery(request, known: ["token"]).text("token") else {
                throw Problem(.invalidParameter, "token must be the one that was given with the calendar's address.")
            }
            guard let person = try await store.owner(ofToken: SHA256.hash(Array(token.utf8))) else {
                throw Problem(.notFound, "There is no such calendar, or its token was revoked.")
            }
            let appointments = try await store.appointments(of: person, after: clock.instant.adding(days: -Self.daysBack))
            return .calendar(AppointmentCalendar(appointments, for: person.userID))
        }
        // 200 · 404
        router.on(.get, "/api/appointments/:id/calendar.ics") { request in
            let person = try authenticator.principal(of: request)
            guard let id = AppointmentID(request.parameter("id")), let appointment = try await store.appointment(id),
                person.role == .admin || appointment.concerns(person.userID)
            else { throw Problem(.notFound, "There is no such appointment, or it is not yours.") }
            return .calendar(AppointmentCalendar([appointment], for: person.userID))
        }
    }
}

extension Participant {
    /// Throws 403 for an admin, who has no appointments.
    init(_ person: Principal) throws(Problem) {
        try person.require(.patient, .doctor)
        self = person.role == .doctor ? .doctor(person.userID) : .patient(person.userID)
    }

    var userID: UserID {
        switch self {
        case .patient(let id), .doctor(let id): id
        }
    }
}

extension Response {
    fileprivate static func calendar(_ calendar: AppointmentCalendar) -> Response {
        var response = Response.bytes(calendar.encoded(), contentType: AppointmentCalendar.contentType)
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("Content-Disposition", "inline; filename=\"appointments.ics\"")
        return response
    }
}
