import Access
import AppointmentDomain
import Audit
import Basics
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import OpenSSL
import ServiceRuntime

/// Appointments for calendar programs (RFC 5545): a subscription under a token of its own, and single ones to take along.
struct CalendarRoutes {
    let store: CalendarStore
    let appointments: AppointmentStore
    let authenticator: Authenticator
    let log: AuditLog
    let ids: IdentifierSource
    /// Where browsers reach us: `https://clinic.example`.
    let origin: String
    let organizer: CalendarOrganizer
    let zones: ZoneCache
    /// The clinic's zone.
    let zone: Zone
    let clock: WallClock

    /// The program that reads a feed, in the access log.
    private static let program = "calendar"
    /// Days after which a visit that is over is left out.
    private static let daysBack = 180

    func register(on router: Router) {
        // 201 · 403 · 409 request_in_progress · 422 idempotency_key_reused
        router.on(.post, "/api/appointments/calendar-token") { request in
            let person = try authenticator.principal(of: request)
            let token = Base64URL.encode(RandomBytes.generate(32))
            let (hash, entry) = (SHA256.hash(Array(token.utf8)), Act(person, request).stamp(ids, at: clock.instant))
            guard try await store.setToken(hash, of: Participant(person), at: clock.instant, entry: entry) else {
                throw Authenticator.sessionRevoked
            }
            var response = Response.json(.created) { json in
                json.beginObject()
                json.field("token", token)
                json.field("url", "\(origin)/api/appointments/calendar.ics?token=\(token)")
                json.endObject()
            }
            response.isSecret = true
            return response
        }
        // 204 · 403
        router.on(.delete, "/api/appointments/calendar-token") { request in
            let person = try authenticator.principal(of: request)
            try person.require(.patient, .doctor)
            try await store.removeToken(of: person.userID, entry: Act(person, request).stamp(ids, at: clock.instant))
            return Response(.noContent)
        }
        // 200 · 400 invalid_parameter · 404
        router.on(.get, "/api/appointments/calendar.ics") { request in
            guard let token = try ListQuery(request, known: ["token"]).text("token") else {
                throw Problem(.invalidParameter, "token must be the one that was given with the calendar's address.")
            }
            let (hash, now) = (SHA256.hash(Array(token.utf8)), clock.instant)
            guard let feed = try await store.feed(ofToken: hash, after: now.adding(days: -Self.daysBack), now: now) else {
                throw Problem(.notFound, "There is no such calendar, or its token was revoked.")
            }
            let act = Act(Self.program, for: feed.owner, as: feed.role, request)
            try await log.disclosed(.calendar, by: act, of: feed.appointments.map(\.patientID))
            return calendar(feed.appointments, for: feed.owner, bound: feed.bound)
        }
        // 200 · 403 · 404 · 503 appointment_unreadable
        router.on(.get, "/api/appointments/:id/calendar.ics") { request in
            let person = try authenticator.principal(of: request, being: .patient, .doctor, .admin)
            guard let id = AppointmentID(request.parameter("id")),
                let stored = try await appointments.appointment(id, for: person.viewer)
            else { throw Problem.noSuchAppointment }
            try store.unreadable.require(stored)
            try await log.disclosed(.read, by: Act(person, request), stored)
            return calendar([try Appointment(stored)], for: person.userID)
        }
    }

    private func calendar(_ appointments: [Appointment], for reader: UserID, bound: String? = nil) -> Response {
        let feed = CalendarFeed(appointments, for: reader, by: organizer, zone: zones.zone(stored:), home: zone, bound: bound)
        var response = Response.bytes(feed.encoded(at: clock.instant), contentType: CalendarFeed.contentType)
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("Content-Disposition", "inline; filename=\"appointments.ics\"")
        return response
    }
}

extension Participant {
    /// Throws 403 for others than patients and doctors, who have no appointments.
    init(_ person: Principal) throws(Problem) {
        try person.require(.patient, .doctor)
        self = person.role == .doctor ? .doctor(person.userID) : .patient(person.userID)
    }
}

extension CalendarStore.Feed {
    /// What is left out, in words; nil when nothing is.
    fileprivate var bound: String? {
        let (toCome, begun) = CalendarStore.limits
        var parts: [String] = []
        if lacksLater { parts.append("Shows the next \(toCome) appointments; later ones follow as these pass.") }
        if lacksEarlier { parts.append("Shows the last \(begun) appointments that have begun; earlier ones are left out.") }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
